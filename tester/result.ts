import type { Failure } from '../sim/failure.ts';
import type { TraceEvent } from '../sim/trace/event.ts';
import type { TraceNote } from '../sim/trace/note.ts';
import type { OracleNote, UncheckedRule } from './oracles/watch.ts';
import type { Part } from './part.ts';
import type { Coverage } from './schedule/coverage.ts';

/** What a server was when a run failed. */
export interface ServerReport {
  readonly server: number;
  readonly up: boolean;
  readonly connected: boolean;
  readonly term: number;
  readonly isLeader: boolean;
  /** The highest index applied in its present life. */
  readonly applied: number;
  /** What its code was waiting for: timers, handlers, calls, the service. */
  readonly waiting: readonly string[];
}

/** A failed run's failure, with all that helps to understand it. */
export interface RunFailure extends Failure {
  readonly report: readonly ServerReport[];
  /** The last events before the end, described, oldest first. */
  readonly lastEvents: readonly string[];
}

/** What the course prints behind `Passed`. */
export interface RunStatistics {
  readonly simulatedMs: number;
  /** Wall-clock time: the only figure here that differs between two runs of one seed. */
  readonly realMs: number;
  readonly servers: number;
  readonly rpcs: number;
  readonly bytes: number;
  /** Commands agreed on: the highest index applied. */
  readonly commands: number;
  /** Lines that the implementation has printed. */
  readonly printed: number;
  readonly events: number;
}

/** Everything that came out of one run. Plain JSON, but for the trace when it was asked for. */
export interface RunResult {
  readonly test: string;
  readonly title: string;
  readonly part: Part;
  readonly network: 'reliable' | 'unreliable';
  readonly implementation: string;
  readonly seed: number;
  /** Present when only the server `home` ran the implementation, and all others another one. */
  readonly peers?: { readonly implementation: string; readonly home: number };
  readonly verdict: 'pass' | 'fail';
  /** Present exactly when the verdict is `fail`. */
  readonly failure?: RunFailure;
  readonly warnings: readonly string[];
  /** Rules of the paper that were broken without harm; empty with the oracles off. */
  readonly oracleNotes: readonly OracleNote[];
  /** Rules that could not be checked because the implementation hides what they need. */
  readonly unchecked: readonly UncheckedRule[];
  readonly statistics: RunStatistics;
  readonly traceHash: string;
  /** Present when the run played a schedule: which situations of the protocol occurred. */
  readonly coverage?: Coverage;
  /** Present when recording was on. */
  readonly trace?: readonly TraceEvent[];
  /** Present when recording was on: what a reader of the trace is told besides. */
  readonly notes?: readonly TraceNote[];
}
