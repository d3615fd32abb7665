import { randomSchedule } from '../../explore/generate.ts';
import { allLabs, findScenario, labs } from '../../../labs/index.ts';
import type { Scenario } from '../../../tester/scenario.ts';
import { scheduleScenario } from '../../../tester/play-schedule.ts';

/** What a policy has to know of a test. */
export type GradableTest = Pick<Scenario, 'name' | 'title' | 'part' | 'points'>;

/** Only what it plays differs from seed to seed. */
const exploration: GradableTest = explorationOf(0);

/** Everything that a policy may grade: the course's tests in its order, then what goes beyond it. */
export const gradableTests: readonly GradableTest[] = [
  ...allLabs.flatMap((lab) => lab.scenarios),
  exploration,
];

export const gradableParts: readonly string[] = [...new Set(gradableTests.map(({ part }) => part))];

const courseParts: readonly string[] = labs.map((lab) => lab.part);

/** Whether it belongs to the course, and so is graded unless a policy leaves it out. */
export function isOfCourse({ part }: Pick<GradableTest, 'part'>): boolean {
  return courseParts.includes(part);
}

/**
 * What is played for a test with this seed.
 *
 * @throws RangeError when there is no such test
 */
export function scenarioOf(test: string, seed: number): Scenario {
  const scenario = test === exploration.name ? explorationOf(seed) : findScenario(test);
  if (scenario === undefined) throw new Error(`no test is called ${test}`);
  return scenario;
}

/** The schedule that `npm run explore` draws from this seed. */
function explorationOf(seed: number): Scenario {
  return scheduleScenario(randomSchedule(seed));
}
