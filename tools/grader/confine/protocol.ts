import type { Bundle } from '../../../sim/program.ts';
import type { RunResult } from '../../../tester/result.ts';
import type { TraceFile } from '../../viewer/trace-file.ts';

/** What the peers of a submission run, as a command line names it. */
export const referenceName = 'solutions';

/**
 * What a confined process is given on its standard input, as one JSON text. It opens no file: all it
 * needs is in here.
 */
export interface Assignment {
  readonly runtime: Bundle;
  /** The file name in it is no place on any machine. */
  readonly bundle: Bundle;
  /** What peers run; without it there are none. Its file name is no place, either. */
  readonly reference?: Bundle;
  readonly runs: readonly AssignedRun[];
  /** Tells before each step who is about to run: slower, for the second try of a run that hung. */
  readonly isWatchedClosely: boolean;
}

export interface AssignedRun {
  readonly test: string;
  readonly seed: number;
  /** Rules whose breach lets the run be done again without any, to see whether it passes then. */
  readonly forgivenRules: readonly string[];
  /**
   * Whom the submission runs among; only itself when absent. Whether what came of it counts is for the
   * process to judge, unless the run is recorded, when that is known.
   */
  readonly peers?: 'reference';
  /** For the run's page: the whole trace is told as well. It never changes the run. */
  readonly isRecorded?: boolean;
}

/** Among whom the submission ran, where the policy wants the reference as its peers. */
export type PeersUsed =
  /** On one server, `home`, with the reference on all others; and whether it ever led them. */
  | { readonly kind: 'reference'; readonly home: number; readonly led: boolean }
  /** On all servers, and why. */
  | { readonly kind: 'own'; readonly why: string };

/** What the process writes to its standard output, as a JSON text a line. */
export type Report =
  | { readonly kind: 'ready' }
  /** Our own part of it cannot do what it was asked for, whatever the submission is. */
  | { readonly kind: 'broken'; readonly message: string }
  /** A sign of life during a run. */
  | {
      readonly kind: 'alive';
      readonly server: number;
      readonly what: string;
      readonly atMs: number;
    }
  | {
      readonly kind: 'result';
      readonly result: RunResult;
      readonly passesWithoutRules: boolean;
      /** Of a run that was to be among peers. */
      readonly peersUsed?: PeersUsed;
      /** Of a recorded run. */
      readonly trace?: TraceFile;
    };
