import type { Lab, Scenario } from '../tester/scenario.ts';
import { lab as election } from './3a-election/lab.ts';
import { lab as log } from './3b-log/lab.ts';
import { lab as persistence } from './3c-persistence/lab.ts';
import { lab as snapshots } from './3d-snapshots/lab.ts';
import { lab as phases } from './phases/lab.ts';

export { phases };

/** The parts of the course's lab in its order. */
export const labs: readonly Lab[] = [election, log, persistence, snapshots];

/** The same, and the parts beyond the course. */
export const allLabs: readonly Lab[] = [...labs, phases];

/** All tests of the course's parts, in its order. */
export const scenarios: readonly Scenario[] = labs.flatMap((lab) => lab.scenarios);

const allScenarios = allLabs.flatMap((lab) => lab.scenarios);

/** The test of exactly this name, such as `TestFigure83C`. */
export function findScenario(name: string): Scenario | undefined {
  return allScenarios.find((scenario) => scenario.name === name);
}
