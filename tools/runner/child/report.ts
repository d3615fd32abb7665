import type { Implementation } from '../../../tester/implementation/load.ts';
import type { Limits } from '../limits.ts';
import type { Moment } from './moment.ts';

/** Where a child process finds the pipe into which its watchdog writes. */
export const reportDescriptor = 4;

/**
 * Why the watchdog ended a process, and how long it had stood still or run; written into a pipe just
 * before. Plain JSON.
 */
export interface WatchdogReport extends Moment {
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
  /** The id of the process that started this one. */
  readonly parent: number;
}

/** What the main thread tells the watchdog while it runs. */
export type WatchdogMessage =
  | { readonly kind: 'name'; readonly id: number; readonly name: string }
  /** The runs that begin from now on are of this one. */
  | { readonly kind: 'implementation'; readonly implementation: Implementation };
