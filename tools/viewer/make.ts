import { gzipSync } from 'node:zlib';
import { encode } from '../../labgob/index.ts';
import { diagnose } from '../report/diagnosis/diagnose.ts';
import type { TraceEvent } from '../../sim/trace/event.ts';
import type { TraceNote } from '../../sim/trace/note.ts';
import type { RunResult } from '../../tester/result.ts';
import { pack, type Packable } from './data/pack.ts';
import { excerptsOf } from './excerpts.ts';
import { Fold } from '../report/belief/fold.ts';
import { formatName, formatVersion, type TraceFile } from './trace-file.ts';

/** A longer trace keeps this many events, half of them from its beginning. */
const mostEvents = 200_000;

/** The highest level saves 1% more and takes four times as long. */
const gzipLevel = 7;

export interface MakeOptions {
  /** The command that runs the very same run again. */
  readonly replay: string;
  readonly mostEvents?: number;
  /** The implementation's sources by the names that places in the trace use. */
  readonly sources?: ReadonlyMap<string, string>;
}

/**
 * Makes the trace file of a recorded run.
 *
 * @throws RangeError when the run was not recorded
 */
export function makeTraceFile(run: RunResult, options: MakeOptions): TraceFile {
  const { trace, notes = [], ...result } = run;
  if (trace === undefined) {
    throw new RangeError(`${run.test} was not recorded: run it with recording on to get its trace`);
  }
  const { sources } = options;
  const parts = cut(trace, notes, options.mostEvents ?? mostEvents);
  const data = gzipSync(pack(parts), { level: gzipLevel }).toString('base64');
  return {
    format: formatName,
    version: formatVersion,
    result,
    replay: options.replay,
    hints: diagnose(run),
    ...(sources === undefined ? {} : { excerpts: excerptsOf(run, sources) }),
    events: trace.length,
    data,
  };
}

/** Head and tail of a long trace; the tail begins with what was known of the servers by then. */
function cut(
  events: readonly TraceEvent[],
  notes: readonly TraceNote[],
  most: number,
): readonly Packable[] {
  if (events.length <= most) return [{ events, notes }];
  const head = Math.floor(most / 2);
  const tail = events.length - (most - head);
  const at = (note: TraceNote): number => (note.kind === 'source' ? note.event + 1 : note.after);
  const fold = new Fold();
  const headNotes = notes.filter((note) => at(note) <= head);
  const gapNotes = notes.filter((note) => at(note) > head && at(note) <= tail);
  fold.all(events.slice(0, tail), [...headNotes, ...gapNotes]);
  return [
    { events: events.slice(0, head), notes: headNotes },
    {
      events: events.slice(tail),
      notes: notes.filter((note) => at(note) > tail),
      resume: encode(fold.state),
    },
  ];
}
