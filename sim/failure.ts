/** Why a run ended badly: plain data, so that it can cross processes and be stored as JSON. */
export interface Failure {
  /** Which rule or check did not hold, in kebab case: `one-leader`, `uncaught-exception` … */
  readonly property: string;
  /** One or a few sentences: what was expected, what came. */
  readonly message: string;
  /** Simulated milliseconds since the run began. */
  readonly atMs: number;
  /** The servers concerned, where the message speaks of particular ones. */
  readonly servers: readonly number[];
  /** The events that show it, described, oldest first; empty where the message says it all. */
  readonly evidence: readonly string[];
  /** Frames in the implementation's own sources, innermost first: `at … (skeleton/raft.ts:12:5)`. */
  readonly stack: readonly string[];
}
