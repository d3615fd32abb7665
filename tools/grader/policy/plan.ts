import { createHmac } from 'node:crypto';
import type { Policy } from './schema.ts';
import { gradableTests, isOfCourse, type GradableTest } from './tests.ts';

/** One test as a policy wants it: what it is worth and with which seeds it runs. */
export interface PlannedTest {
  readonly name: string;
  readonly title: string;
  readonly part: string;
  /** What it is worth; a bonus comes on top of the maximum. */
  readonly points: number;
  readonly isBonus: boolean;
  readonly seeds: readonly number[];
}

/**
 * The tests a policy grades, in the course's order, and behind them what it wants beyond the course. A
 * part's points are shared out among its tests that have none of their own, in the proportion of the
 * lab's points.
 *
 * @param secret decides sealed seeds; whoever has it and the policy can draw up the same plan
 */
export function planTests(policy: Policy, secret: string): readonly PlannedTest[] {
  return gradableTests.flatMap((test) => {
    const points = pointsOf(test, policy.points);
    const bonus = pointsOf(test, policy.bonus);
    // Who gives points to what is beyond the course wants it.
    const isMeant = isOfCourse(test) || points !== undefined;
    const isWanted = policy.parts?.includes(test.part) ?? isMeant;
    if (bonus === undefined && !isWanted) return [];
    const { name, title, part } = test;
    const seeds = Array.from({ length: runsOf(test, policy) }, (_, i) =>
      seedOf(policy, secret, name, i),
    );
    const worth = bonus ?? points ?? test.points;
    return [{ name, title, part, points: worth, isBonus: bonus !== undefined, seeds }];
  });
}

function pointsOf(
  test: GradableTest,
  points: Readonly<Record<string, number>>,
): number | undefined {
  const own = points[test.name];
  if (own !== undefined) return own;
  const ofPart = points[test.part];
  if (ofPart === undefined) return undefined;
  const siblings = gradableTests.filter(({ part }) => part === test.part);
  const sharing = siblings.filter(({ name }) => points[name] === undefined);
  const named = siblings.reduce((sum, { name }) => sum + (points[name] ?? 0), 0);
  const weights = sharing.reduce((sum, sibling) => sum + sibling.points, 0);
  const share = weights === 0 ? 1 / sharing.length : test.points / weights;
  return Math.max(0, ofPart - named) * share;
}

function runsOf({ name, part }: GradableTest, { runs }: Policy): number {
  if (typeof runs === 'number') return runs;
  return runs[name] ?? runs[part] ?? runs.default ?? 1;
}

/** Short enough to be typed again. */
const seedLimit = 1_000_000_000n;

function seedOf(policy: Policy, secret: string, test: string, i: number): number {
  if (policy.seeds.kind === 'public') return policy.seeds.first + i;
  // Everybody gets the same seeds, so that equal work gets equal grades; nobody can foretell them.
  const digest = createHmac('sha256', secret).update(`${test} ${i}`).digest();
  return Number(digest.readBigUInt64BE() % seedLimit);
}
