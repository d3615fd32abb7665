import type { Payload, TraceEvent } from '../../sim/trace/event.ts';

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
  readonly #appends = new Map<number, Payload>();

  /** How many followers hold a leader's newest command, when the event has just changed that. */
  follow(event: TraceEvent): Reached | undefined {
    if (event.kind === 'start') return event.isLeader ? this.#started(event) : undefined;
    if (event.kind === 'rpc.send') {
      if (event.method === 'Raft.AppendEntries') this.#appends.set(event.id, event.args);
    } else if (event.kind === 'rpc.drop') {
      this.#appends.delete(event.id);
    } else if (event.kind === 'rpc.reply') {
      const args = this.#appends.get(event.id);
      this.#appends.delete(event.id);
      if (args === undefined || !isSuccess(event.reply.value)) return undefined;
      return this.#acknowledge(event.from, event.to, appendedBy(args.value));
    }
    return undefined;
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

function isSuccess(reply: unknown): boolean {
  return (
    typeof reply === 'object' && reply !== null && 'success' in reply && reply.success === true
  );
}

/** The last index that an AppendEntries brings; undefined when it has not the fields of Figure 2. */
function appendedBy(args: unknown): Appended | undefined {
  if (typeof args !== 'object' || args === null) return undefined;
  const { term, prevLogIndex, entries } = args as Partial<Record<string, unknown>>;
  if (typeof term !== 'number' || typeof prevLogIndex !== 'number') return undefined;
  return { term, lastIndex: prevLogIndex + (Array.isArray(entries) ? entries.length : 0) };
}
