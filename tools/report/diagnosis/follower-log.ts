import { isAccepted } from '../../../tester/messages/message.ts';
import type { Call } from '../trace/calls.ts';
import type { Facts } from './facts.ts';

/**
 * The terms of the entries in a server's log, by index, as its own answers show: what it took as a
 * leader, and what it accepted as a follower by the rules of Figure 2. A snapshot's entries are not in
 * it, nor is what an implementation does beside the rules.
 *
 * @param position how much of the trace counts
 */
export function followerTerms(
  { events, calls }: Facts,
  server: number,
  position: number,
): ReadonlyMap<number, number> {
  const byId = new Map(calls.map((call) => [call.id, call]));
  const terms = new Map<number, number>();
  for (const event of events.slice(0, position)) {
    if (event.kind === 'start' && event.server === server && event.isLeader) {
      terms.set(event.index, event.term);
    }
    if (event.kind !== 'rpc.reply' || event.to !== server) continue;
    const call = byId.get(event.id);
    if (call !== undefined) accept(terms, call);
  }
  return terms;
}

/** Figure 2, AppendEntries 3 and 4. */
function accept(terms: Map<number, number>, { args, reply }: Call): void {
  if (args.kind !== 'append' || !isAccepted(reply)) return;
  const { prevLogIndex, entries } = args;
  if (prevLogIndex === undefined) return;
  for (const [i, { term }] of entries.entries()) {
    const index = prevLogIndex + 1 + i;
    if (term === undefined || terms.get(index) === term) continue;
    for (const known of terms.keys()) if (known > index) terms.delete(known);
    terms.set(index, term);
  }
}
