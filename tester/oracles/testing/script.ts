import { encode } from '../../../labgob/index.ts';
import type { Happening, TraceEvent } from '../../../sim/trace/event.ts';
import { rules as allRules } from '../rules.ts';
import { Oracles, type OracleReport } from '../watch.ts';

/** What came of a made-up run: the first violation, if any, and the notes. */
export interface Judgement extends OracleReport {
  readonly violation?: {
    readonly rule: string;
    readonly message: string;
    readonly servers: readonly number[];
    readonly evidence: readonly string[];
  };
}

const rpc = {
  vote: 'Raft.RequestVote',
  append: 'Raft.AppendEntries',
  install: 'Raft.InstallSnapshot',
};

function payload(value: unknown): { bytes: Uint8Array; value: unknown } {
  return { bytes: encode(value), value };
}

/**
 * A run written by hand, event by event, for the rules to judge. Every step takes a millisecond of
 * simulated time, so what it set off has settled before the next.
 */
export class Script {
  readonly #oracles: Oracles;
  readonly #lives: number[];
  readonly #saved: number[];
  /** The terms that GetState has told. */
  readonly #terms: number[];
  #nowMs = 0;
  #lastCall = 0;
  #violation: Judgement['violation'];

  constructor(servers: number) {
    this.#lives = Array.from({ length: servers }, () => 0);
    this.#saved = Array.from({ length: servers }, () => 0);
    this.#terms = Array.from({ length: servers }, () => 0);
    this.#oracles = new Oracles(servers, allRules, {
      cite: () => undefined,
      accuse: (rule, accusation) => {
        this.#violation ??= { rule: rule.id, ...accusation };
      },
    });
    this.happen({ kind: 'network', delivery: 'reliable', longReordering: 'off' });
    for (let i = 0; i < servers; i++) this.boot(i);
  }

  happen(happening: Happening): this {
    const event: TraceEvent = { ...happening, atMs: this.#nowMs };
    this.#oracles.see(event);
    return this;
  }

  wait(ms: number): this {
    this.#nowMs += ms;
    return this;
  }

  boot(server: number, term = 0): this {
    const incarnation = (this.#lives[server] ?? 0) + 1;
    this.#lives[server] = incarnation;
    this.happen({ kind: 'boot', server, incarnation }).happen({ kind: 'connect', server });
    this.#terms[server] = 0;
    return this.#show(server, term).wait(1);
  }

  crash(server: number): this {
    return this.happen({ kind: 'crash', server }).wait(1);
  }

  /** Saves something that differs from what was saved before. */
  persist(server: number, snapshot = new Uint8Array(0)): this {
    const count = (this.#saved[server] ?? 0) + 1;
    this.#saved[server] = count;
    return this.happen({ kind: 'persist', server, raftState: Uint8Array.of(count), snapshot });
  }

  state(server: number, term: number, isLeader = false): this {
    this.#terms[server] = term;
    return this.happen({ kind: 'state', server, term, isLeader }).wait(1);
  }

  /** Comes to a new term and saves it, as it should. */
  adopt(server: number, term: number): this {
    return this.persist(server).state(server, term);
  }

  start(server: number, index: number, term: number, command: unknown): this {
    const answer = { index, term, isLeader: true };
    return this.happen({ kind: 'start', server, command: payload(command), ...answer }).wait(1);
  }

  apply(server: number, index: number, command: unknown): this {
    return this.happen({ kind: 'apply', server, index, command: payload(command) }).wait(1);
  }

  send(from: number, to: number, method: string, args: unknown): number {
    const id = ++this.#lastCall;
    if (this.#isNew(from, termOf(args))) this.persist(from);
    this.happen({ kind: 'rpc.send', id, from, to, method, args: payload(args) });
    this.#show(from, termOf(args));
    return id;
  }

  /** A call that arrives, is answered and returns; what the receiver does first is up to `before`. */
  call(
    route: readonly [from: number, to: number],
    method: string,
    args: unknown,
    reply: unknown,
    before: (script: this) => void = () => undefined,
  ): this {
    const [from, to] = route;
    const id = this.send(from, to, method, args);
    this.wait(1).happen({ kind: 'rpc.deliver', id, from, to, method });
    before(this);
    this.happen({ kind: 'rpc.reply', id, from, to, method, reply: payload(reply) });
    this.#show(to, termOf(reply));
    return this.wait(1).happen({ kind: 'rpc.return', id, from, to, method }).wait(1);
  }

  /** A candidate asks for a vote; the voter saves, answers and shows the term. */
  vote(
    route: readonly [from: number, to: number],
    term: number,
    log: readonly [lastLogIndex: number, lastLogTerm: number],
    reply: { voteGranted: boolean; term?: number } = { voteGranted: true },
  ): this {
    const [from, to] = route;
    const args = { term, candidateId: from, lastLogIndex: log[0], lastLogTerm: log[1] };
    return this.call(route, rpc.vote, args, { term, ...reply }, (script) => script.persist(to));
  }

  /** A leader sends commands, all of one term, after an entry; the follower saves them and answers. */
  append(
    route: readonly [from: number, to: number],
    term: number,
    prev: readonly [prevLogIndex: number, prevLogTerm: number],
    entries: readonly { term: number; command: unknown }[],
    options: { leaderCommit?: number; success?: boolean; saves?: boolean; term?: number } = {},
  ): this {
    const { leaderCommit = 0, saves = true, success = true } = options;
    const [from, to] = route;
    const [prevLogIndex, prevLogTerm] = prev;
    const args = { term, leaderId: from, prevLogIndex, prevLogTerm, entries, leaderCommit };
    const reply = { term: options.term ?? term, success };
    return this.call(route, rpc.append, args, reply, (script) => {
      if (saves || this.#isNew(to, term)) script.persist(to);
    });
  }

  /** A server becomes leader of a term by the votes of the next ones, enough for a majority. */
  elect(leader: number, term: number, log: readonly [number, number] = [0, 0]): this {
    const size = this.#lives.length;
    this.persist(leader).state(leader, term);
    for (let k = 1; k <= Math.floor(size / 2); k++) {
      this.vote([leader, (leader + k) % size], term, log);
    }
    return this.state(leader, term, true);
  }

  #isNew(server: number, term: number): boolean {
    return term > (this.#terms[server] ?? 0);
  }

  /** GetState tells a new term when the event that brought it is over. */
  #show(server: number, term: number): this {
    if (!this.#isNew(server, term)) return this;
    this.#terms[server] = term;
    return this.happen({ kind: 'state', server, term, isLeader: false });
  }

  judge(): Judgement {
    // One event later, what belongs to the last instant has been judged too.
    this.wait(1).happen({ kind: 'check.end', check: 'the end', result: '' });
    const violation = this.#violation;
    return { ...this.#oracles.findings, ...(violation === undefined ? {} : { violation }) };
  }
}

function termOf(message: unknown): number {
  const term: unknown = Reflect.get(message as object, 'term');
  return typeof term === 'number' && Reflect.get(message as object, 'preVote') !== true ? term : 0;
}
