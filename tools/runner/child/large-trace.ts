import type { TraceEvent } from '../../../sim/trace/event.ts';
import type { TraceNote } from '../../../sim/trace/note.ts';

const mostBytes = 256 * 1024 * 1024;
const mostEvents = 1_000_000;

/**
 * Whether a trace is too large to be handed to another process. The longest tests of the lab have some
 * 100 000 events with 50 MB of bytes; only what floods the network comes near these bounds.
 */
export function isTooLarge(
  events: readonly TraceEvent[],
  notes: readonly TraceNote[] = [],
): boolean {
  if (events.length + notes.length > mostEvents) return true;
  let bytes = 0;
  for (const event of events) bytes += sizeOf(event);
  for (const note of notes) if (note.kind === 'inspect') bytes += note.change.length;
  return bytes > mostBytes;
}

function sizeOf(event: TraceEvent): number {
  if ('args' in event) return event.args.bytes.length;
  if ('reply' in event) return event.reply.bytes.length;
  if ('command' in event) return event.command.bytes.length;
  if (event.kind === 'persist') return event.raftState.length + event.snapshot.length;
  if (event.kind === 'console') return event.text.length;
  return 'snapshot' in event ? event.snapshot.length : 0;
}
