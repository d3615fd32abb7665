import * as v from 'valibot';
import type { Policy } from '../policy/schema.ts';
import { round } from '../policy/score.ts';
import type { Grade, NotGraded, Outcome } from '../run/grades.ts';
import { peersLines, peersOf } from './peers.ts';
import { notGradedLine, scoreLine, testOutput } from './phrases.ts';

const visibility = v.picklist(['visible', 'hidden', 'after_due_date', 'after_published']);
const format = v.picklist(['text', 'html', 'simple_format', 'md', 'ansi']);

/** What Gradescope documents for `results.json`; nothing else may stand in it. */
export const gradescopeSchema = v.strictObject({
  score: v.optional(v.number()),
  execution_time: v.optional(v.number()),
  output: v.optional(v.string()),
  output_format: v.optional(format),
  test_output_format: v.optional(format),
  test_name_format: v.optional(format),
  visibility: v.optional(visibility),
  stdout_visibility: v.optional(visibility),
  extra_data: v.optional(v.record(v.string(), v.unknown())),
  tests: v.optional(
    v.array(
      v.strictObject({
        score: v.optional(v.number()),
        max_score: v.optional(v.number()),
        status: v.optional(v.picklist(['passed', 'failed'])),
        name: v.optional(v.string()),
        name_format: v.optional(format),
        number: v.optional(v.string()),
        output: v.optional(v.string()),
        output_format: v.optional(format),
        tags: v.optional(v.array(v.string())),
        visibility: v.optional(visibility),
        extra_data: v.optional(v.record(v.string(), v.unknown())),
      }),
    ),
  ),
  leaderboard: v.optional(
    v.array(
      v.strictObject({
        name: v.string(),
        value: v.union([v.number(), v.string()]),
        order: v.optional(v.picklist(['asc', 'desc'])),
      }),
    ),
  ),
});

export type GradescopeResults = v.InferOutput<typeof gradescopeSchema>;

/** Also the project's own `results.json`: the format is documented and says all that is needed. */
export function gradescopeResults(outcome: Outcome, policy: Policy): GradescopeResults {
  return outcome.kind === 'graded' ? resultsOf(outcome, policy) : withoutScore(outcome);
}

/** Gradescope takes no results that have no score, and so makes no grade of them. */
function withoutScore(outcome: NotGraded): GradescopeResults {
  const { id, student } = outcome.student;
  return {
    output: notGradedLine(outcome),
    output_format: 'text',
    stdout_visibility: 'hidden',
    extra_data: { id, student, maxScore: outcome.maxScore, notGraded: outcome.reason },
  };
}

function resultsOf(grade: Grade, policy: Policy): GradescopeResults {
  const peers = peersOf(grade);
  return {
    score: grade.score,
    output: [scoreLine(grade), ...peersLines(peers)].join('\n'),
    output_format: 'text',
    test_output_format: 'text',
    test_name_format: 'text',
    // What a submission prints is for nobody.
    stdout_visibility: 'hidden',
    tests: grade.tests.map((graded, i) => ({
      score: round(graded.earned, policy.decimals),
      max_score: graded.test.isBonus ? 0 : round(graded.test.points, policy.decimals),
      status: graded.passed === graded.test.seeds.length ? 'passed' : 'failed',
      name: `${graded.test.part}: ${graded.test.name}`,
      number: String(i + 1),
      output: testOutput(graded, grade, policy),
      tags: [graded.test.part],
      visibility: 'visible',
      extra_data: { passed: graded.passed, runs: graded.test.seeds.length },
    })),
    extra_data: {
      id: grade.student.id,
      student: grade.student.student,
      maxScore: grade.maxScore,
      lateFactor: grade.lateFactor,
      ...(peers === undefined ? {} : { peers }),
    },
  };
}
