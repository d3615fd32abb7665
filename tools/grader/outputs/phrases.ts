import { showTime } from '../../../sim/trace/show.ts';
import { printable } from '../../report/text.ts';
import { referenceName } from '../confine/protocol.ts';
import type { Policy } from '../policy/schema.ts';
import { round } from '../policy/score.ts';
import type { Grade, NotGraded, TestGrade } from '../run/grades.ts';
import { placeIn } from './peers.ts';
import { brokenRules, replayOf, type BrokenRule } from './failures.ts';

/** The phrases that all outputs share. Texts of a submission are made printable: they come from a stranger. */

export function showPoints(points: number): string {
  return String(round(points, 2));
}

/** `3 of 4 points: 19 of 20 runs passed` */
export function testLine({ test, earned, passed }: TestGrade): string {
  const runs = test.seeds.length;
  const bonus = test.isBonus ? ' bonus' : '';
  return (
    `${showPoints(earned)} of ${showPoints(test.points)}${bonus} points: ` +
    `${passed} of ${runs} ${runs === 1 ? 'run' : 'runs'} passed`
  );
}

/** What a broken rule looks like in the example that is easiest to read. */
export interface RuleStory {
  readonly message: string;
  /** Frames of the submission's code. */
  readonly stack: readonly string[];
  readonly evidence: readonly string[];
  /** In which test it was first seen, when, and among whom where that is not the submission itself. */
  readonly seen: string;
  /** The command that shows the run again; absent where that would tell a sealed seed. */
  readonly replay?: string;
  /** What the command needs that not every student's copy of the project has. */
  readonly replayNeeds?: string;
  readonly lastEvents: readonly string[];
}

export function ruleStory({ example }: BrokenRule, grade: Grade, policy: Policy): RuleStory {
  const { failure } = example;
  const part = grade.tests.find(({ test }) => test.name === example.test)?.test.part ?? '';
  const canReplay = showsSeeds(policy) && grade.problem === undefined;
  const place = placeIn(example);
  return {
    message: printable(failure?.message ?? ''),
    stack: (failure?.stack ?? []).map(printable),
    evidence: (failure?.evidence ?? []).map(printable),
    seen:
      `first seen in ${example.test} after ${showTime(failure?.atMs ?? 0)} of simulated time` +
      (place === undefined ? '' : `, ${place}`),
    ...(canReplay ? { replay: replayOf(example, part) } : {}),
    ...(canReplay && place !== undefined ? { replayNeeds } : {}),
    lastEvents: (failure?.lastEvents ?? []).map(printable),
  };
}

const replayNeeds = `needs ${referenceName}/, which not every copy of the project has`;

/** Whether reports may name the seeds of failed runs. */
export function showsSeeds({ seeds }: Policy): boolean {
  return seeds.kind === 'public' || seeds.reveal !== 'never';
}

/** A broken rule for people, a line an item. */
export function ruleLines(rule: BrokenRule, grade: Grade, policy: Policy): string[] {
  const { message, stack, evidence, seen, replay, replayNeeds } = ruleStory(rule, grade, policy);
  return [
    message,
    ...[...stack, ...evidence].map((line) => `  ${line}`),
    seen,
    ...(replay === undefined ? [] : [`replay: ${replay}`]),
    ...(replayNeeds === undefined ? [] : [`  (${replayNeeds})`]),
  ];
}

/** `election-safety: 12 failed runs of TestFigure83C, TestReElection3A` */
export function ruleTitle({ property, runs, tests }: BrokenRule): string {
  const shown = tests.length > 4 ? `${tests.length} tests` : tests.join(', ');
  return `${printable(property)}: ${runs} failed ${runs === 1 ? 'run' : 'runs'} of ${shown}`;
}

/** Points, lateness and problems in a sentence or two. */
export function scoreLine(grade: Grade): string {
  const late = grade.lateFactor === 1 ? '' : `, times ${grade.lateFactor} for being late`;
  const problem =
    grade.problem === undefined ? '' : `; it could not be run: ${printable(grade.problem)}`;
  return `${showPoints(grade.score)} of ${showPoints(grade.maxScore)} points${late}${problem}`;
}

/** In the place of points, where there are none because the grading failed. */
export function notGradedLine({ reason }: NotGraded): string {
  const [first = ''] = reason.split('\n');
  return `not graded: the grading failed, and not the submission: ${printable(first)}`;
}

/** Why a test lost points, short: for platforms that show a text below each test. */
export function testOutput(graded: TestGrade, grade: Grade, policy: Policy): string {
  const rules = brokenRules({ tests: [graded] });
  return [
    testLine(graded),
    ...rules.flatMap((rule) => ['', ruleTitle(rule), ...ruleLines(rule, grade, policy)]),
  ].join('\n');
}
