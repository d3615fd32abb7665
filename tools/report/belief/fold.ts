import { decode } from '../../../labgob/index.ts';
import type { LogEntry } from '../../../raft/index.ts';
import type { TraceEvent } from '../../../sim/trace/event.ts';
import type { TraceNote } from '../../../sim/trace/note.ts';
import { argsOf } from '../../../tester/messages/message.ts';
import { type Belief, type Said, type Told, unborn } from './belief.ts';
import { hear } from './said.ts';

type OfServer = Extract<TraceEvent, { readonly server: number }>;

/** What is known at one moment of a trace. */
export interface FoldState {
  readonly atMs: number;
  readonly beliefs: readonly Belief[];
  readonly fresh: readonly number[];
}

const ignored: ReadonlySet<TraceEvent['kind']> = new Set<TraceEvent['kind']>([
  ...(['rpc.deliver', 'rpc.reply', 'rpc.return', 'rpc.drop', 'check.begin', 'check.end'] as const),
  ...(['network', 'fault', 'console', 'violation', 'kill', 'snapshot'] as const),
]);

/**
 * Turns a trace, event by event, into what it reveals of each server. It only ever states what was
 * observed: by the world (lives, connections, GetState, the service), told by the server's Inspect, or
 * sent and saved by the server itself.
 */
export class Fold {
  #beliefs: readonly Belief[];
  #atMs: number;
  /** Servers that have started and whose GetState has not been asked yet. */
  #fresh: readonly number[];

  /** @param state where to go on from; the beginning of a run if left out */
  constructor(state: FoldState = { atMs: 0, beliefs: [], fresh: [] }) {
    this.#atMs = state.atMs;
    this.#beliefs = state.beliefs;
    this.#fresh = state.fresh;
  }

  /** Everything known now; it may be kept, for it never changes. */
  get state(): FoldState {
    return { atMs: this.#atMs, beliefs: this.#beliefs, fresh: this.#fresh };
  }

  /** One belief per server; the array is a new one after each change. */
  get beliefs(): readonly Belief[] {
    return this.#beliefs;
  }

  /** Whether events of a kind never reveal anything; the caller may then only tell their time. */
  static ignores(kind: TraceEvent['kind']): boolean {
    return ignored.has(kind);
  }

  /** Time goes on to that moment. */
  reach(atMs: number): void {
    if (atMs > this.#atMs) this.#instantEnds();
    this.#atMs = atMs;
  }

  event(event: TraceEvent): void {
    this.reach(event.atMs);
    if (event.kind === 'rpc.send') {
      const belief = this.#belief(event.from);
      // What Inspect tells is at least as much, and spares the decoding.
      if (belief.told !== undefined) return;
      this.#change(event.from, { said: hear(belief, argsOf(event)) });
    } else if ('server' in event) {
      this.#ofServer(event);
    }
  }

  note(note: TraceNote): void {
    if (note.kind === 'inspect') {
      const { told } = this.#belief(note.server);
      this.#change(note.server, { told: changeTold(told, note.change) });
    } else if (note.kind === 'inspect.failed') {
      this.#change(note.server, { inspectFailure: note.message });
    }
  }

  /** Events from the beginning, with the notes made among them, each in its place. */
  all(events: readonly TraceEvent[], notes: readonly TraceNote[]): void {
    let next = 0;
    const notesUpTo = (count: number): void => {
      for (;;) {
        const note = notes[next];
        if (note === undefined) return;
        if ((note.kind === 'source' ? note.event : note.after) > count) return;
        this.note(note);
        next++;
      }
    };
    events.forEach((event, i) => {
      notesUpTo(i);
      this.event(event);
    });
    notesUpTo(events.length);
  }

  #ofServer(event: OfServer): void {
    const { server } = event;
    const belief = this.#belief(server);
    switch (event.kind) {
      case 'boot':
        this.#born(server, event.incarnation);
        return;
      case 'crash':
        this.#fresh = this.#fresh.filter((other) => other !== server);
        this.#set(server, withoutLife(belief));
        return;
      case 'connect':
      case 'disconnect':
        this.#change(server, { connected: event.kind === 'connect' });
        return;
      case 'state': {
        const { term, isLeader } = event;
        this.#fresh = this.#fresh.filter((other) => other !== server);
        this.#change(server, { state: { term, isLeader }, said: withoutLog(belief.said) });
        return;
      }
      case 'apply': {
        const { index, command } = event;
        const lastCommand = { index, bytes: command.bytes };
        this.#change(server, { applied: index, lastCommand });
        return;
      }
      case 'apply.snapshot':
        this.#change(server, { applied: event.index });
        return;
      case 'persist':
        this.#change(server, { disk: event.raftState, diskSnapshot: event.snapshot });
        return;
      case 'start':
        if (!event.isLeader || belief.told !== undefined) return;
        this.#change(server, {
          said: { ...belief.said, lastLogIndex: event.index, lastLogTerm: event.term },
        });
        return;
      case 'kill':
      case 'snapshot':
      case 'console':
    }
  }

  /** A server's service restores itself from the snapshot on disk before anything else. */
  #born(server: number, life: number): void {
    const { connected, disk, diskSnapshot } = this.#belief(server);
    this.#fresh = [...this.#fresh, server];
    this.#set(server, {
      up: true,
      connected,
      life,
      applied: indexOfSnapshot(diskSnapshot),
      said: {},
      ...(disk === undefined ? {} : { disk }),
      ...(diskSnapshot === undefined ? {} : { diskSnapshot }),
    });
  }

  /** GetState is asked after each instant, and silence means the answer was term 0, not leader. */
  #instantEnds(): void {
    for (const server of this.#fresh) this.#change(server, { state: { term: 0, isLeader: false } });
    this.#fresh = [];
  }

  #belief(server: number): Belief {
    return this.#beliefs[server] ?? unborn;
  }

  #change(server: number, change: Partial<Belief>): void {
    this.#set(server, { ...this.#belief(server), ...change });
  }

  #set(server: number, belief: Belief): void {
    const beliefs = this.#beliefs.slice();
    while (beliefs.length <= server) beliefs.push(unborn);
    beliefs[server] = belief;
    this.#beliefs = beliefs;
  }
}

/** What a server sent of its log as leader holds no longer than its leadership. */
function withoutLog(said: Said): Said {
  return Object.fromEntries(Object.entries(said).filter(([name]) => name !== 'log'));
}

/** What remains of a server that crashed: what it had saved. */
function withoutLife({ connected, life, disk, diskSnapshot }: Belief): Belief {
  return {
    up: false,
    connected,
    life,
    applied: 0,
    said: {},
    ...(disk === undefined ? {} : { disk }),
    ...(diskSnapshot === undefined ? {} : { diskSnapshot }),
  };
}

function changeTold(told: Told | undefined, bytes: Uint8Array): Told {
  const change = decode(bytes) as {
    readonly set?: Record<string, unknown>;
    readonly unset?: readonly string[];
    readonly log?: { from: number; entries: readonly LogEntry[] } | null;
  };
  const fields: Record<string, unknown> = { ...told?.fields, ...change.set };
  const unset = new Set(change.unset);
  const kept = Object.fromEntries(Object.entries(fields).filter(([name]) => !unset.has(name)));
  if (change.log === null) return { fields: kept };
  const old = told?.log;
  if (change.log === undefined)
    return old === undefined ? { fields: kept } : { fields: kept, log: old };
  const { from, entries } = change.log;
  return { fields: kept, log: [...(old ?? []).slice(0, from), ...entries] };
}

/** The service's snapshots begin with the index they cover. */
export function indexOfSnapshot(bytes: Uint8Array | undefined): number {
  if (bytes === undefined || bytes.length === 0) return 0;
  try {
    const decoded = decode(bytes) as { readonly index?: unknown } | null;
    return typeof decoded?.index === 'number' ? decoded.index : 0;
  } catch {
    return 0;
  }
}
