import type { TraceEvent } from '../../../../sim/trace/event.ts';
import { describe } from '../../../../sim/trace/describe.ts';
import type { Model } from './model.ts';

export interface Difference {
  /** How many events from the beginning are the same in both. */
  readonly same: number;
  /** Whether both traces end there. */
  readonly identical: boolean;
}

/** Finds the first event in which two traces differ: in time, in kind or in any byte. */
export function firstDifference(a: Model, b: Model): Difference {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const isGap = i === a.recording.gapAt || i === b.recording.gapAt;
    if (isGap && a.recording.numberOf(i) !== b.recording.numberOf(i))
      return { same: i, identical: false };
    if (!isEqual(a.event(i), b.event(i))) return { same: i, identical: false };
  }
  return { same: length, identical: a.length === b.length };
}

function isEqual(a: TraceEvent, b: TraceEvent): boolean {
  if (a.kind !== b.kind || a.atMs !== b.atMs) return false;
  const ours = bytesOf(a);
  const theirs = bytesOf(b);
  if (ours.length !== theirs.length) return false;
  for (const [i, bytes] of ours.entries()) {
    const other = theirs[i];
    if (bytes.length !== other?.length) return false;
    if (bytes.some((byte, at) => byte !== other[at])) return false;
  }
  return describe(a) === describe(b);
}

function bytesOf(event: TraceEvent): readonly Uint8Array[] {
  if ('args' in event) return [event.args.bytes];
  if ('reply' in event) return [event.reply.bytes];
  if ('command' in event) return [event.command.bytes];
  if (event.kind === 'persist') return [event.raftState, event.snapshot];
  return 'snapshot' in event ? [event.snapshot] : [];
}
