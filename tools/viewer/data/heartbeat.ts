import type { TraceEvent } from '../../../sim/trace/event.ts';

/** Whether a request is an AppendEntries without entries, of which a run has very many. */
export function isHeartbeat(event: Extract<TraceEvent, { kind: 'rpc.send' }>): boolean {
  if (!event.method.endsWith('.AppendEntries')) return false;
  const args: unknown = event.args.value;
  if (typeof args !== 'object' || args === null || !('entries' in args)) return true;
  return Array.isArray(args.entries) && args.entries.length === 0;
}
