import type { Facts } from './facts.ts';
import type { Moment } from '../trace/calls.ts';

/** A likely reason of a failure, drawn from what happened in that very run. */
export interface Hint {
  /** What is wrong, in a line. */
  readonly text: string;
  /** Where the run shows it: servers, simulated times, numbers. */
  readonly evidence: string;
  /** What to read about it, such as `§5.2`. */
  readonly section: string;
  /** The numbers of the events that show it, oldest first; absent where only the whole run does. */
  readonly events?: readonly number[];
}

/** Events as a hint names them: each once, oldest first. What never happened is left out. */
export function shownBy(...moments: readonly (Moment | undefined)[]): readonly number[] {
  const numbers = moments.flatMap((moment) => (moment === undefined ? [] : [moment.position]));
  return [...new Set(numbers)].sort((a, b) => a - b);
}

/**
 * Looks for one kind of mistake. It must speak only when the trace proves it: a hint that is not true
 * costs a student more than none.
 */
export type Diagnosis = (facts: Facts) => Hint | undefined;
