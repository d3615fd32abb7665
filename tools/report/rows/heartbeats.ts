import type { TraceEvent } from '../../../sim/trace/event.ts';
import { isAccepted } from '../../../tester/messages/message.ts';
import type { Call } from '../trace/calls.ts';

/** How a heartbeat that changed nothing ended. */
export type Heartbeat = 'ok' | 'lost';

/**
 * The AppendEntries without entries that nobody needs to read one by one, by call: accepted and with
 * no visible effect at the receiver, or lost. A heartbeat that is refused, is still under way at the
 * end, brings news of a higher leaderCommit, or makes the receiver change anything, is not among them.
 */
export function findHeartbeats(
  events: readonly TraceEvent[],
  calls: ReadonlyMap<number, Call>,
): ReadonlyMap<number, Heartbeat> {
  const found = new Map<number, Heartbeat>();
  /** The highest leaderCommit that each pair of servers has seen, by `from/to`. */
  const commits = new Map<string, number>();
  for (const call of calls.values()) {
    if (call.args.kind !== 'append') continue;
    const pair = `${call.from}/${call.to}`;
    const commit = call.args.leaderCommit ?? 0;
    const isNews = commit > (commits.get(pair) ?? 0);
    if (call.delivered !== undefined) commits.set(pair, Math.max(commit, commits.get(pair) ?? 0));
    if (call.args.entries.length > 0) continue;
    if (call.lost !== undefined && call.delivered === undefined) found.set(call.id, 'lost');
    if (isNews || !isAccepted(call.reply)) continue;
    if (!isQuiet(events, call)) continue;
    if (call.returned !== undefined) found.set(call.id, 'ok');
    else if (call.lost !== undefined) found.set(call.id, 'lost');
  }
  return found;
}

/** Whether the receiver's handler did nothing that the trace shows. */
function isQuiet(events: readonly TraceEvent[], { delivered, answered, to }: Call): boolean {
  if (delivered === undefined || answered === undefined) return false;
  for (let i = delivered.position + 1; i < answered.position; i++) {
    const event = events[i];
    if (event !== undefined && 'server' in event && event.server === to) return false;
  }
  return true;
}
