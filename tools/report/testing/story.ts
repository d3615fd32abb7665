import type { Happening, Payload, TraceEvent } from '../../../sim/trace/event.ts';

type CallParts = 'send' | 'deliver' | 'reply' | 'return';

/** A trace made by hand, event by event. */
export class Story {
  readonly events: TraceEvent[] = [];
  #nowMs = 0;
  #calls = 0;

  at(nowMs: number): this {
    this.#nowMs = nowMs;
    return this;
  }

  add(...happenings: readonly Happening[]): this {
    for (const happening of happenings) this.events.push({ ...happening, atMs: this.#nowMs });
    return this;
  }

  /** Servers that start, and are connected. */
  boot(servers: number): this {
    for (let server = 0; server < servers; server++) {
      this.add({ kind: 'boot', server, incarnation: 1 });
    }
    for (let server = 0; server < servers; server++) this.add({ kind: 'connect', server });
    return this;
  }

  /** One call, as far as the last of its parts. */
  call(
    way: { from: number; to: number; method: string },
    args: object,
    reply: object,
    last: CallParts = 'return',
  ): this {
    const rpc = { id: ++this.#calls, ...way };
    this.add({ kind: 'rpc.send', ...rpc, args: payload(args) });
    if (last === 'send') return this;
    this.add({ kind: 'rpc.deliver', ...rpc });
    if (last === 'deliver') return this;
    this.add({ kind: 'rpc.reply', ...rpc, reply: payload(reply) });
    return last === 'reply' ? this : this.add({ kind: 'rpc.return', ...rpc });
  }

  /** A call to a server that cannot be reached. */
  lostCall(way: { from: number; to: number; method: string }, args: object): this {
    const rpc = { id: ++this.#calls, ...way };
    return this.add(
      { kind: 'rpc.send', ...rpc, args: payload(args) },
      { kind: 'rpc.drop', ...rpc, leg: 'request', reason: 'link down' },
    );
  }

  /** A heartbeat that is accepted. */
  heartbeat(from: number, to: number, term: number, leaderCommit = 0): this {
    const args = { ...emptyAppend, term, leaderCommit };
    return this.call({ from, to, method: 'Raft.AppendEntries' }, args, { term, success: true });
  }
}

export const emptyAppend = {
  term: 1,
  prevLogIndex: 0,
  prevLogTerm: 0,
  entries: [],
  leaderCommit: 0,
};

export function payload(value: unknown): Payload {
  return { bytes: new Uint8Array(), value };
}
