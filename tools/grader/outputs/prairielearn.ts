import * as v from 'valibot';
import type { Policy } from '../policy/schema.ts';
import { round } from '../policy/score.ts';
import type { Outcome } from '../run/grades.ts';
import { notGradedLine, testLine, testOutput } from './phrases.ts';

/** What PrairieLearn reads from `/grade/results/results.json`. */
export const prairieLearnSchema = v.variant('gradable', [
  v.strictObject({
    gradable: v.literal(true),
    score: v.pipe(v.number(), v.minValue(0), v.maxValue(1)),
    message: v.string(),
    tests: v.array(
      v.strictObject({
        name: v.string(),
        description: v.string(),
        points: v.number(),
        max_points: v.number(),
        message: v.string(),
        output: v.string(),
      }),
    ),
  }),
  v.strictObject({ gradable: v.literal(false), format_errors: v.array(v.string()) }),
]);

/** What is not gradable there costs no attempt, and has no points. */
export function prairieLearnResults(
  grade: Outcome,
  policy: Policy,
): v.InferOutput<typeof prairieLearnSchema> {
  if (grade.kind === 'not-graded') {
    return { gradable: false, format_errors: [notGradedLine(grade)] };
  }
  if (grade.problem !== undefined) return { gradable: false, format_errors: [grade.problem] };
  return {
    gradable: true,
    // It knows no more than all; a bonus fills up what is missing elsewhere.
    score: grade.maxScore === 0 ? 0 : round(Math.min(1, grade.score / grade.maxScore), 4),
    message: `${grade.score} of ${grade.maxScore} points`,
    tests: grade.tests.map((graded) => ({
      name: graded.test.name,
      description: `${graded.test.part}: ${graded.test.title}`,
      points: round(graded.earned, policy.decimals),
      max_points: round(graded.test.points, policy.decimals),
      message: testLine(graded),
      output: testOutput(graded, grade, policy),
    })),
  };
}
