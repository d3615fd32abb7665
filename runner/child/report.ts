import type { Limits } from '../limits.ts';

/** Why the watchdog ended a process, written to a file just before. Plain JSON. */
export interface WatchdogReport {
  readonly reason: 'stall' | 'run' | 'memory';
  /** -1 when no server was running. */
  readonly server: number;
  /** What it was running: `Start`, `a timer`, `the RequestVote handler` … */
  readonly what: string;
  readonly simulatedMs: number;
  /** Where the code was when it was stopped, in the implementation's sources, innermost first. */
  readonly stack: readonly string[];
}

/** Everything the watchdog's thread is told when it starts. */
export interface WatchdogData {
  readonly progress: SharedArrayBuffer;
  readonly limits: Limits;
}

/** What the main thread tells the watchdog while it runs. */
export type WatchdogMessage =
  | { readonly kind: 'word'; readonly id: number; readonly word: string }
  | {
      readonly kind: 'job';
      readonly reportFile: string;
      /** The implementation's bundle, for finding the place in the sources. */
      readonly implementationFile: string;
    };
