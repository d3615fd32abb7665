import type { EventOf, TraceEvent } from '../../../sim/trace/event.ts';
import { Calls } from '../../messages/calls.ts';
import { rpcOf } from '../../messages/figures.ts';
import { argsOf, replyOf } from '../../messages/message.ts';
import { Call, type Arrival, type Opening } from './call.ts';
import { Commitment } from './commitment.ts';
import { Forms } from './forms.ts';
import { KnownLogs } from './known-logs.ts';
import { LogHistory, type Conflict } from './log-history.ts';
import { readAnswer, readRequest, type Knowledge, type Request } from './message.ts';
import { ServerFacts } from './server.ts';
import type { LastEntry } from './last-entry.ts';

/**
 * What can be told of a run from outside: every message read once, and what each server has shown of
 * its term, its log and its disk. All rules share it. It knows too little rather than too much: what
 * it says a server holds, the server holds for certain, whatever the implementation does.
 *
 * Each event goes through {@link read}, then the rules, then {@link absorb}; so a rule compares what
 * happens with what was known before.
 */
export class Model {
  readonly servers: readonly ServerFacts[];
  readonly history = new LogHistory();
  readonly logs = new KnownLogs(this.history);
  readonly commitment: Commitment;
  /** What the implementation does not show, and why we think so. */
  readonly hidden = new Map<Knowledge, string>();
  /** The time of the event being looked at, in simulated milliseconds. */
  nowMs = 0;
  /** The servers that came to life in the present instant. */
  readonly newborn = new Set<number>();
  /** The conflict that the present `start` event brought up. */
  startConflict: Conflict | undefined;
  readonly #forms = new Forms();
  #disturbedMs = 0;
  /** Calls under way. */
  readonly #calls = new Calls<Call, TraceEvent>();
  readonly #lastAppend: ({ bytes: Uint8Array; request: Request } | undefined)[] = [];
  readonly #dirty = new Set<ServerFacts>();

  constructor(servers: number) {
    this.servers = Array.from({ length: servers }, () => new ServerFacts());
    this.commitment = new Commitment(servers, this.history);
  }

  get size(): number {
    return this.servers.length;
  }

  get majority(): number {
    return Math.floor(this.size / 2) + 1;
  }

  /**
   * Since when nothing was done to the cluster, no message between reachable servers was lost, and
   * none was held up.
   */
  get calmSinceMs(): number {
    const { oldest } = this.#calls;
    return oldest !== undefined && this.#isHeldUp(oldest) ? this.nowMs : this.#disturbedMs;
  }

  server(i: number): ServerFacts {
    const server = this.servers[i];
    if (server === undefined) throw new RangeError(`no server ${i}`);
    return server;
  }

  /** The longest log that the leader of a term has shown so far. */
  leaderLastEntry(term: number): LastEntry {
    return this.logs.ofLeader(term);
  }

  /** Who has said to lead a term; -1 where nobody has. */
  leaderOf(term: number): number {
    return this.servers.findIndex(({ led }) => led.has(term));
  }

  /** Whether the reply of a call still reaches the life that made it. */
  isAwaited(call: Call): boolean {
    const sender = this.server(call.from);
    return sender.up && !sender.isKilled && sender.life === call.life;
  }

  /** All that happened in one instant has been absorbed: what comes next is later. */
  settle(): void {
    for (const server of this.#dirty) server.generationBefore = server.generation;
    this.#dirty.clear();
    this.newborn.clear();
  }

  /** Reads an event and gives the call it is part of. */
  read(event: TraceEvent): Call | undefined {
    this.nowMs = event.atMs;
    if (event.kind === 'start') this.startConflict = this.#recordStart(event);
    if (event.kind === 'rpc.send') return this.#open(event);
    if (!('id' in event)) return undefined;
    const call = this.#calls.follow(event, event);
    if (call === undefined) return undefined;
    if (event.kind === 'rpc.deliver') call.arrival = this.#arrival(call);
    if (event.kind === 'rpc.reply') this.#readReply(event, call);
    return call;
  }

  /** Takes an event into account, after the rules have looked at it. */
  absorb(event: TraceEvent, call: Call | undefined): void {
    if ('server' in event) this.#absorbServer(this.server(event.server), event);
    if (disturbances.has(event.kind)) this.#disturbedMs = event.atMs;
    if (call === undefined) return;
    if (event.kind === 'rpc.send') this.#absorbSend(event, call);
    if (event.kind === 'rpc.deliver') this.#absorbArrival(call);
    if (event.kind === 'rpc.reply') this.#absorbReply(event, call);
    if (event.kind !== 'rpc.drop' && event.kind !== 'rpc.return') return;
    this.#calls.forget(call.id);
    // What is sent to a server that is away disturbs nobody else.
    const isDisturbance = this.#isReachable(call.from) && this.#isReachable(call.to);
    const isTrouble = event.kind === 'rpc.drop' ? isDisturbance : this.#isHeldUp(call);
    if (isTrouble) this.#disturbedMs = event.atMs;
  }

  #isHeldUp({ sent }: Call): boolean {
    return this.nowMs - sent.atMs > longestCalmCallMs;
  }

  #isReachable(i: number): boolean {
    const { connected, up } = this.server(i);
    return connected && up;
  }

  readonly #hide = (what: Knowledge, reason: string): void => {
    if (!this.hidden.has(what)) this.hidden.set(what, reason);
  };

  #open(event: EventOf<'rpc.send'>): Call {
    const known = this.#sameAsBefore(event);
    const read = known === undefined ? this.#readSend(event) : { request: known };
    const call = new Call(event, { life: this.server(event.from).life, ...read });
    this.#calls.sent(call);
    return call;
  }

  #readSend(event: EventOf<'rpc.send'>): Omit<Opening, 'life'> {
    const { method, from, atMs } = event;
    // Nobody asks what an RPC of the implementation's own holds.
    const args = rpcOf(method) === 'other' ? undefined : argsOf(event);
    const request = readRequest(method, args, this.#hide);
    let conflict: Conflict | undefined;
    if (request.kind === 'append') {
      this.#lastAppend[from] = { bytes: event.args.bytes, request };
      conflict = this.history.record(request, { server: from, atMs, how: 'AppendEntries' });
    }
    const flaw = args && this.#forms.flawOfRequest(args, event);
    return { request, conflict, flaw };
  }

  #readReply(event: EventOf<'rpc.reply'>, call: Call): void {
    if (call.request.kind === 'foreign') return;
    const reply = replyOf(event);
    call.answer = readAnswer(reply, this.#hide);
    // What a killed server still says means nothing.
    if (this.server(call.to).isKilled) return;
    call.answerFlaw = this.#forms.flawOfReply(reply, call.request, event);
  }

  /** A leader sends most messages to several followers: the same bytes need not be read again. */
  #sameAsBefore(event: EventOf<'rpc.send'>): Request | undefined {
    if (event.method !== 'Raft.AppendEntries') return undefined;
    const last = this.#lastAppend[event.from];
    const { bytes } = event.args;
    if (last?.bytes.length !== bytes.length) return undefined;
    return Buffer.compare(last.bytes, bytes) === 0 ? last.request : undefined;
  }

  #arrival({ request, to }: Call): Arrival {
    const server = this.server(to);
    const isChange = request.kind === 'append' || request.kind === 'install';
    return {
      atMs: this.nowMs,
      term: server.term,
      generation: server.generation,
      lastEntry: server.lastEntry,
      lastEntryFrom: server.lastEntryFrom,
      changes: server.changes + (isChange ? 1 : 0),
      isNews:
        request.kind === 'append' &&
        request.entries.length > 0 &&
        !server.couldHold({ index: request.lastIndex, term: request.lastTerm }),
      snapshotIndex: server.snapshotIndex,
    };
  }

  #recordStart(event: EventOf<'start'>): Conflict | undefined {
    if (!event.isLeader || event.index < 1) return undefined;
    const { index, term, command, server, atMs } = event;
    return this.history.recordStart(index, term, command.value, { server, atMs, how: 'Start' });
  }

  #absorbSend(event: EventOf<'rpc.send'>, { from, request }: Call): void {
    if (request.kind === 'foreign') return;
    const server = this.server(from);
    tell(server, request.term, event);
    if (request.kind !== 'append') return;
    const lastEntry = { index: request.lastIndex, term: request.lastTerm };
    server.reach(lastEntry.index, lastEntry.term);
    this.logs.show(request.term, lastEntry);
    // A message from a leadership that has ended says nothing about the log of today.
    if (request.term !== server.term) return;
    const longer = this.logs.longer(server.lastEntry, lastEntry, request.term);
    if (longer === server.lastEntry) return;
    server.lastEntry = longer;
    server.lastEntryFrom = { term: request.term, life: server.life, event };
  }

  #absorbArrival({ to, request }: Call): void {
    const server = this.server(to);
    if (request.kind !== 'append' && request.kind !== 'install') return;
    server.changes++;
    if (request.kind === 'install') {
      server.snapshotIndex = Math.max(server.snapshotIndex, request.lastIncludedIndex);
    } else {
      for (const run of request.runs) server.reach(run.lastIndex, run.term);
    }
    // Figure 2: what comes from the leader of an old term changes nothing.
    if (request.term < server.term) return;
    server.lastEntry = this.logs.cut(server.lastEntry, request);
    server.durable = this.logs.cut(server.durable, request);
  }

  #absorbReply(event: EventOf<'rpc.reply'>, call: Call): void {
    const { answer, arrival, request, to } = call;
    if (answer === undefined || arrival === undefined) return;
    const server = this.server(to);
    tell(server, answer.term, event);
    if (!answer.agrees) return;
    if (request.kind === 'install' && answer.term === request.term) {
      const { lastIncludedIndex: index } = request;
      this.commitment.acknowledge(request.term, call.from, to, {
        index,
        by: 'InstallSnapshot',
        event,
      });
    }
    if (request.kind !== 'append') return;
    const mark = { index: request.lastIndex, by: 'AppendEntries', event } as const;
    this.commitment.acknowledge(request.term, call.from, to, mark);
    // Another message has arrived since: what the answer speaks of may have been replaced already.
    if (server.changes !== arrival.changes || answer.term !== request.term) return;
    const lastEntry = { index: request.lastIndex, term: request.lastTerm };
    const from = { term: request.term, life: server.life, event };
    const held = this.logs.longer(server.lastEntry, lastEntry, request.term);
    if (held !== server.lastEntry) [server.lastEntry, server.lastEntryFrom] = [held, from];
    const durable = this.logs.longer(server.durable, lastEntry, request.term);
    if (durable !== server.durable) [server.durable, server.durableFrom] = [durable, from];
  }

  #absorbServer(facts: ServerFacts, event: TraceEvent & { readonly server: number }): void {
    if (event.kind === 'boot') this.newborn.add(event.server);
    if (event.kind === 'persist') this.#dirty.add(facts);
    if (event.kind === 'start' && event.isLeader)
      this.commitment.accept(event.term, event.server, event.index);
    facts.observe(event, { isNewborn: this.newborn.has(event.server) });
  }
}

/** On a healthy network a call takes a millisecond, and as long as the handler does. */
const longestCalmCallMs = 100;

/** What makes a stretch of time one with faults. */
const disturbances: ReadonlySet<TraceEvent['kind']> = new Set([
  ...(['boot', 'crash', 'kill', 'connect', 'disconnect', 'network', 'fault'] as const),
]);

function tell(server: ServerFacts, term: number, event: TraceEvent): void {
  if (term > (server.told?.term ?? 0)) server.told = { term, event };
}
