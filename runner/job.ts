import type { RunResult } from '../tester/result.ts';
import type { Schedule } from '../tester/schedule/schedule.ts';
import type { TraceFile } from '../viewer/trace-file.ts';
import type { Limits } from './limits.ts';

/** One run for a child process to do. */
export interface Job {
  /** The scenario's name. */
  readonly test: string;
  /** When present, the scenario is the one that plays this, and not one of the lab. */
  readonly schedule?: Schedule;
  /** Holds the implementation as JSON. */
  readonly implementationFile: string;
  /** Holds another one, for all servers but one; all run the same when absent. */
  readonly peersFile?: string;
  readonly seed: number;
  readonly recording: 'on' | 'off';
  readonly oracles: 'on' | 'off';
  /** Where the watchdog writes why it ended the process, if it does. */
  readonly reportFile: string;
}

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

/** What a child process is told on its command line, as JSON. */
export interface ChildData {
  /** The watchdog thread's script. */
  readonly watchdogFile: string;
  readonly limits: Limits;
}
