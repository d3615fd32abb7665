import type { Implementation } from '../../tester/implementation/load.ts';
import type { RunResult } from '../../tester/result.ts';
import type { Schedule } from '../../tester/schedule/schedule.ts';
import type { TraceFile } from '../viewer/trace-file.ts';
import type { Limits } from './limits.ts';

/** One run for a child process to do. */
export interface Job {
  /** A recorded run comes with its trace; one with a page with all that its page shows as well. */
  readonly recording: 'off' | 'on' | 'page';
  /** The scenario's name. */
  readonly test: string;
  /** When present, the scenario is the one that plays this, and not one of the lab. */
  readonly schedule?: Schedule;
  readonly implementation: Parcel;
  /** Another one, for all servers but one; all run the same when absent. */
  readonly peers?: Parcel;
  readonly seed: number;
  readonly oracles: 'on' | 'off';
}

/** An implementation on its way to a child process, which keeps some of those it was sent. */
export interface Parcel {
  readonly id: number;
  /** Missing when the process has it already. */
  readonly content?: Implementation;
}

/** How many implementations a child process keeps; it forgets the one it has not used for longest. */
export const keptImplementations = 8;

/** A run that was recorded. */
export interface RecordedRun {
  /** With its trace, unless `file` is missing. */
  readonly result: RunResult;
  /**
   * The trace as it stands in a page; the replay command is for the caller to fill in. Missing when
   * the process had to be ended, or when the trace is too large to be handed on.
   */
  readonly file?: TraceFile;
}

/** What a child process says of the job it was given. */
export type Answer =
  /** Whatever happens to the process from now on, it happens to this run. */
  | { readonly kind: 'begun' }
  | { readonly kind: 'done'; readonly run: RecordedRun }
  /** Something threw that is ours, with its stack. */
  | { readonly kind: 'defect'; readonly stack: string };

/** What a child process is told on its command line, as JSON. */
export interface ChildData {
  /** The watchdog thread's script. */
  readonly watchdogFile: string;
  readonly limits: Limits;
}
