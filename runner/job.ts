import type { Schedule } from '../tester/schedule/schedule.ts';
import type { Limits } from './limits.ts';

/** One run for a child process to do. */
export interface Job {
  /** The scenario's name. */
  readonly test: string;
  /** When present, the scenario is the one that plays this, and not one of the lab. */
  readonly schedule?: Schedule;
  /** Holds the implementation as JSON. */
  readonly implementationFile: string;
  readonly seed: number;
  readonly recording: 'on' | 'off';
  readonly oracles: 'on' | 'off';
  /** Where the watchdog writes why it ended the process, if it does. */
  readonly reportFile: string;
}

/** What a child process is told on its command line, as JSON. */
export interface ChildData {
  /** The watchdog thread's script. */
  readonly watchdogFile: string;
  readonly limits: Limits;
}
