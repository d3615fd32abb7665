import type { EventOf, TraceEvent } from '../../../sim/trace/event.ts';
import { showTime } from '../../../sim/trace/show.ts';
import type { LastEntrySource } from './call.ts';
import { emptyLog, type LastEntry } from './last-entry.ts';

/** What is known about one server, across its lives. */
export class ServerFacts {
  /** Counts its lives from 1; 0 before the first. */
  life = 0;
  up = false;
  /** Its Kill was called: what still reaches it means nothing to it. */
  isKilled = false;
  connected = false;
  /** What GetState said after the last event in it, in its present life. */
  term = 0;
  isLeader = false;
  /** When it said so first. */
  stateSinceMs = 0;
  /** The event in which it did, in its present life. */
  stateFrom: TraceEvent | undefined;
  /** The terms in which it has said that it is leader. */
  readonly led = new Set<number>();
  /** The highest term that it has told others, in any life, and how. */
  told: { readonly term: number; readonly event: TraceEvent } | undefined;
  /** The highest index that it has applied in its present life, or that a snapshot covers. */
  applied = 0;
  lastApplyMs = 0;

  /** Counts how often what it has persisted became different from before. */
  generation = 0;
  /** The same as it was before the present instant. */
  generationBefore = 0;
  /** The same as it was before the server took on its present term; undefined if read from disk. */
  generationBeforeTerm: number | undefined;
  /** When what it has persisted changed last. */
  savedBy: EventOf<'persist'> | undefined;
  raftState: Uint8Array = new Uint8Array(0);
  snapshot: Uint8Array = new Uint8Array(0);

  /** A log that it certainly has, perhaps with more entries behind. */
  lastEntry: LastEntry = emptyLog;
  lastEntryFrom: LastEntrySource | undefined;
  /** What of it must survive a crash. */
  durable: LastEntry = emptyLog;
  durableFrom: LastEntrySource | undefined;
  /** Up to where a snapshot of its own or of a leader may have replaced its log. */
  snapshotIndex = 0;
  /** How many messages arrived that may change its log. */
  changes = 0;

  /** By term: the highest index at which an entry of that term may ever have reached it. */
  readonly #reached = new Map<number, number>();

  /** An entry has reached it, in a message or because it made it. */
  reach(index: number, term: number): void {
    if (index > (this.#reached.get(term) ?? 0)) this.#reached.set(term, index);
  }

  /** False when this entry, or a snapshot that covers it, has certainly never been there. */
  couldHold({ index, term }: LastEntry): boolean {
    if (index <= this.snapshotIndex) return true;
    return (this.#reached.get(term) ?? 0) >= index;
  }

  /** How many terms there are of which entries above an index may have reached it. */
  termsAbove(index: number): number {
    let count = 0;
    for (const last of this.#reached.values()) if (last > index) count++;
    return count;
  }

  /** Takes an event of this server into account. */
  observe(event: TraceEvent, moment: Moment): void {
    const observe = observers[event.kind] as Observer<TraceEvent> | undefined;
    observe?.(this, event, moment);
  }
}

interface Moment {
  /** The server has come to life in this very instant. */
  readonly isNewborn: boolean;
}

type Observer<Event> = (server: ServerFacts, event: Event, moment: Moment) => void;

const observers: { readonly [Kind in TraceEvent['kind']]?: Observer<EventOf<Kind>> } = {
  boot(server, { incarnation }) {
    server.life = incarnation;
    server.up = true;
    server.isKilled = false;
    server.term = 0;
    server.isLeader = false;
    server.stateFrom = undefined;
    server.applied = 0;
    server.generationBeforeTerm = undefined;
  },
  crash(server) {
    server.up = false;
    server.connected = false;
    server.lastEntry = server.durable;
    server.lastEntryFrom = server.durableFrom;
  },
  kill(server) {
    server.isKilled = true;
  },
  connect(server) {
    server.connected = true;
  },
  disconnect(server) {
    server.connected = false;
  },
  state(server, event, { isNewborn }) {
    const { atMs, isLeader, term } = event;
    // What a server says as it comes to life it has read from its disk.
    if (isNewborn) server.generationBeforeTerm = undefined;
    else if (term > server.term) server.generationBeforeTerm = server.generationBefore;
    server.term = term;
    server.isLeader = isLeader;
    server.stateSinceMs = atMs;
    server.stateFrom = event;
    if (isLeader) server.led.add(term);
  },
  persist(server, event) {
    const { raftState, snapshot } = event;
    if (same(raftState, server.raftState) && same(snapshot, server.snapshot)) return;
    server.generation++;
    server.savedBy = event;
    server.raftState = raftState;
    server.snapshot = snapshot;
  },
  start(server, { index, isLeader, term }) {
    if (isLeader) server.reach(index, term);
  },
  apply(server, { atMs, index }) {
    server.applied = Math.max(server.applied, index);
    server.lastApplyMs = atMs;
  },
  'apply.snapshot'(server, { atMs, index }) {
    server.applied = Math.max(server.applied, index);
    server.lastApplyMs = atMs;
  },
  snapshot(server, { index }) {
    server.snapshotIndex = Math.max(server.snapshotIndex, index);
  },
};

/** What a restart finds, as far as it can be seen. */
export function onDisk(saved: EventOf<'persist'> | undefined): string {
  if (saved === undefined) return 'it has never persisted anything';
  const { atMs, raftState, snapshot } = saved;
  const sizes = `${raftState.length} B of state and ${snapshot.length} B of snapshot`;
  return `on its disk are ${sizes}, saved at ${showTime(atMs)}`;
}

function same(a: Uint8Array, b: Uint8Array): boolean {
  return a === b || (a.length === b.length && Buffer.compare(a, b) === 0);
}
