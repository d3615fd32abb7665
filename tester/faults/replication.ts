import type { EventOf, TraceEvent } from '../../sim/trace/event.ts';
import { Call, Calls } from '../messages/calls.ts';
import { rpcOf } from '../messages/figures.ts';
import { argsOf, replyOf } from '../messages/message.ts';

type Send = EventOf<'rpc.send'>;

/** Where a leader's newest command is, from its Start and its followers' acknowledgements. */
interface Leadership {
  readonly term: number;
  newest: number;
  /** The highest index that each follower has acknowledged in this term. */
  readonly matched: Map<number, number>;
}

/** How far a leader's newest command has come. */
export interface Reached {
  readonly leader: number;
  readonly followers: number;
}

interface Appended {
  readonly term: number;
  readonly lastIndex: number;
}

/**
 * Follows how far each leader's newest command has come. It counts a follower from the moment it
 * acknowledges, whether or not the leader ever hears of it.
 */
export class Replication {
  readonly #leaderships = new Map<number, Leadership>();
  /** The AppendEntries that are not answered yet. */
  readonly #appends = new Calls<Call<TraceEvent, Send>, TraceEvent>();

  /** How many followers hold a leader's newest command, when the event has just changed that. */
  follow(event: TraceEvent): Reached | undefined {
    if (event.kind === 'start') return event.isLeader ? this.#started(event) : undefined;
    if (event.kind === 'rpc.send') {
      if (rpcOf(event.method) === 'append') this.#appends.sent(new Call(event, event));
      return undefined;
    }
    if (event.kind !== 'rpc.reply' && event.kind !== 'rpc.drop') return undefined;
    const call = this.#appends.follow(event, event);
    this.#appends.forget(event.id);
    if (call === undefined || event.kind === 'rpc.drop') return undefined;
    const reply = replyOf(event);
    if (reply.kind !== 'append' || reply.success !== true) return undefined;
    return this.#acknowledge(call.from, call.to, appendedBy(call.sent));
  }

  #started(event: { server: number; index: number; term: number }): Reached {
    const known = this.#leaderships.get(event.server);
    const matched = known?.term === event.term ? known.matched : new Map<number, number>();
    const leadership = { term: event.term, newest: event.index, matched };
    this.#leaderships.set(event.server, leadership);
    return { leader: event.server, followers: holders(leadership) };
  }

  #acknowledge(
    leader: number,
    follower: number,
    appended: Appended | undefined,
  ): Reached | undefined {
    const leadership = this.#leaderships.get(leader);
    if (appended === undefined || appended.term !== leadership?.term) return undefined;
    const before = leadership.matched.get(follower) ?? 0;
    if (appended.lastIndex <= before) return undefined;
    leadership.matched.set(follower, appended.lastIndex);
    if (before >= leadership.newest || appended.lastIndex < leadership.newest) return undefined;
    return { leader, followers: holders(leadership) };
  }
}

function holders({ matched, newest }: Leadership): number {
  return [...matched.values()].filter((index) => index >= newest).length;
}

/** The last index that an AppendEntries brings; undefined when it has not the fields of Figure 2. */
function appendedBy(request: Send): Appended | undefined {
  const args = argsOf(request);
  if (args.kind !== 'append') return undefined;
  const { entries, prevLogIndex, term } = args;
  if (term === undefined || prevLogIndex === undefined) return undefined;
  return { term, lastIndex: prevLogIndex + entries.length };
}
