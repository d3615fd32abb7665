import type { TraceEvent } from '../../../sim/trace/event.ts';
import { isAccepted } from '../../../tester/messages/message.ts';
import type { Call } from './calls.ts';

export type Role = 'leader' | 'candidate' | 'follower';

/** What a trace lets us say of one server at one moment. */
export interface Standing {
  readonly up: boolean;
  readonly connected: boolean;
  /** Undefined as long as nothing has shown it. */
  readonly term: number | undefined;
  readonly role: Role | undefined;
}

export const unborn: Standing = {
  up: false,
  connected: false,
  term: undefined,
  role: undefined,
};

/**
 * Follows a trace event by event and knows how every server stands. A server shows its term and
 * whether it leads (GetState); that it is a candidate shows only in the votes it asks for. What has
 * not shown is undefined.
 */
export class Standings {
  readonly #calls: ReadonlyMap<number, Call>;
  readonly #standings: Standing[] = [];
  /** When each server started, as long as it has not shown its term since. */
  readonly #bornMs = new Map<number, number>();

  constructor(calls: ReadonlyMap<number, Call>) {
    this.#calls = calls;
  }

  /** How the server stands after the events observed so far. */
  of(server: number): Standing {
    return this.#standings[server] ?? unborn;
  }

  /** Time goes on to that moment, and nothing happens. */
  reach(nowMs: number): void {
    this.#settleNewborn(nowMs);
  }

  observe(event: TraceEvent): void {
    this.reach(event.atMs);
    if (event.kind === 'boot') {
      this.#bornMs.set(event.server, event.atMs);
      this.#change(event.server, { up: true, term: undefined, role: undefined });
    } else if (event.kind === 'crash' || event.kind === 'kill') {
      this.#bornMs.delete(event.server);
      this.#change(event.server, { up: false, term: undefined, role: undefined });
    } else if (event.kind === 'connect' || event.kind === 'disconnect') {
      this.#change(event.server, { connected: event.kind === 'connect' });
    } else if (event.kind === 'state') {
      this.#observeState(event);
    } else if (event.kind === 'rpc.send') {
      this.#observeSend(event.id);
    } else if (event.kind === 'rpc.reply') {
      this.#observeReply(event.id);
    }
  }

  /**
   * The world looks at a server after each event in it and tells when that differs from term 0,
   * not leader. So once time has passed without such word, that is what it is.
   */
  #settleNewborn(nowMs: number): void {
    for (const [server, bornMs] of this.#bornMs) {
      if (nowMs === bornMs) continue;
      this.#bornMs.delete(server);
      if (this.of(server).term === undefined) this.#change(server, { term: 0, role: 'follower' });
    }
  }

  #observeState(event: { server: number; term: number; isLeader: boolean }): void {
    this.#bornMs.delete(event.server);
    const { term, isLeader } = event;
    const before = this.of(event.server);
    const isStillCandidate = before.role === 'candidate' && before.term === term;
    const role = isLeader ? 'leader' : isStillCandidate ? 'candidate' : 'follower';
    this.#change(event.server, { term, role });
  }

  #observeSend(id: number): void {
    const call = this.#calls.get(id);
    if (call?.args.kind !== 'vote') return;
    const { term } = call.args;
    const before = this.of(call.from);
    if (term === undefined || term < (before.term ?? 0)) return;
    if (before.role === 'leader' && before.term === term) return;
    this.#change(call.from, { term, role: 'candidate' });
  }

  /** Who accepts entries of a leader of its own term follows it. */
  #observeReply(id: number): void {
    const call = this.#calls.get(id);
    if (call?.args.kind !== 'append' || !isAccepted(call.reply)) return;
    const before = this.of(call.to);
    if (before.role === 'candidate' && before.term === call.args.term) {
      this.#change(call.to, { role: 'follower' });
    }
  }

  #change(server: number, change: Partial<Standing>): void {
    this.#standings[server] = { ...this.of(server), ...change };
  }
}

/** How many servers a trace is about. */
export function countServers(events: readonly TraceEvent[]): number {
  let highest = -1;
  for (const event of events) {
    if (event.kind === 'boot') highest = Math.max(highest, event.server);
  }
  return highest + 1;
}
