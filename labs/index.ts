import type { Lab, Part, Scenario } from '../tester/scenario.ts';
import { lab as election } from './3a-election/lab.ts';
import { lab as log } from './3b-log/lab.ts';
import { lab as persistence } from './3c-persistence/lab.ts';
import { lab as snapshots } from './3d-snapshots/lab.ts';
import { lab as phases } from './phases/lab.ts';

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

/** @throws RangeError when no folder holds the part */
export function labOf(part: Part): Lab {
  const lab = allLabs.find((candidate) => candidate.part === part);
  if (lab !== undefined) return lab;
  const parts = allLabs.map((candidate) => candidate.part).join(', ');
  throw new RangeError(`expected one of the parts ${parts}, got ${part}`);
}
