import type { Facts } from './facts.ts';

/** A likely reason of a failure, drawn from what happened in that very run. */
export interface Hint {
  /** What is wrong, in a line. */
  readonly text: string;
  /** Where the run shows it: servers, simulated times, numbers. */
  readonly evidence: string;
  /** What to read about it, such as `§5.2`. */
  readonly section: string;
}

/**
 * Looks for one kind of mistake. It must speak only when the trace proves it: a hint that is not true
 * costs a student more than none.
 */
export type Diagnosis = (facts: Facts) => Hint | undefined;
