import type { Payload, TraceEvent } from '../../sim/trace/event.ts';
import { showValue } from '../../sim/trace/show.ts';
import { LogModel } from './log-model.ts';

/**
 * Situations of the protocol that a test should bring about, in the order of a report. What a search
 * never met it has not tested.
 */
export const situations = [
  'candidacies',
  'leaders elected',
  'terms in which candidates split the vote',
  'leaders elected with uncommitted entries',
  'leaders elected without the longest log',
  'two leaders at the same time',
  'leaders that stepped down',
  'votes refused because the log is behind',
  'votes refused because the vote is given',
  'AppendEntries rejected because logs differ',
  'uncommitted entries truncated',
  'entries committed in a later term',
  'requests of an old term',
  'requests that overtook another',
  'snapshots installed',
  'snapshots that came too late',
  'AppendEntries that begin before a snapshot',
  'crashes of a leader',
  'crashes between persisting and replying',
  'restarts from disk',
  'commands acknowledged',
] as const;

export type Situation = (typeof situations)[number];

/** How often each situation occurred. */
export type Coverage = Readonly<Partial<Record<Situation, number>>>;

type Send = Extract<TraceEvent, { kind: 'rpc.send' }>;
type Handlers = {
  readonly [Kind in TraceEvent['kind']]?: (event: Extract<TraceEvent, { kind: Kind }>) => void;
};
type Fields = Readonly<Partial<Record<string, unknown>>>;

/** Counts situations from the events of a run. It believes the messages and judges nothing. */
export class CoverageMeter {
  readonly #counts = new Map<Situation, number>();
  readonly #logs: LogModel;
  readonly #sends = new Map<number, Send>();
  readonly #candidates = new Map<number, Set<number>>();
  readonly #wonTerms = new Set<number>();
  readonly #leading = new Map<number, number>();
  readonly #states = new Map<number, number>();
  readonly #lastDelivered = new Map<string, number>();
  /** The last index that each server's snapshot covers. */
  readonly #bases = new Map<number, number>();
  /** Servers whose handler has run and whose reply is still to leave, by the RPC's id. */
  readonly #handling = new Map<number, { server: number; hasPersisted: boolean }>();
  readonly #started = new Map<number, string>();

  readonly #handlers: Handlers = {
    'rpc.send': (event) => {
      this.#sent(event);
    },
    'rpc.deliver': ({ id }) => {
      this.#delivered(id);
    },
    'rpc.reply': ({ id, reply }) => {
      this.#replied(id, fieldsOf(reply.value));
    },
    'rpc.drop': ({ id, reason }) => {
      if (reason === 'killed in handler') this.#diedInHandler(id);
      this.#forget(id);
    },
    state: ({ server, term, isLeader }) => {
      this.#stateOf(server, term, isLeader);
    },
    start: ({ command, index, isLeader, server, term }) => {
      if (!isLeader) return;
      this.#logs.append(server, index, term);
      this.#started.set(index, submissionKey(server, command));
    },
    apply: ({ command, index, server }) => {
      if (this.#started.get(index) !== submissionKey(server, command)) return;
      this.#started.delete(index);
      this.#count('commands acknowledged');
    },
    'apply.snapshot': ({ index, server, term }) => {
      this.#count('snapshots installed');
      this.#logs.install(server, index, term);
      this.#bases.set(server, index);
    },
    snapshot: ({ index, server }) => {
      this.#bases.set(server, index);
    },
    persist: ({ server }) => {
      for (const request of this.#handling.values()) {
        if (request.server === server) request.hasPersisted = true;
      }
    },
    boot: ({ incarnation }) => {
      if (incarnation > 1) this.#count('restarts from disk');
    },
    crash: ({ server }) => {
      if (this.#leading.delete(server)) this.#count('crashes of a leader');
      this.#states.delete(server);
    },
  };

  constructor(servers: number) {
    this.#logs = new LogModel(servers);
  }

  get coverage(): Coverage {
    for (const [term, candidates] of this.#candidates) {
      if (candidates.size > 1 && !this.#wonTerms.has(term)) {
        this.#count('terms in which candidates split the vote');
      }
    }
    this.#candidates.clear();
    return Object.fromEntries(this.#counts);
  }

  see(event: TraceEvent): void {
    const handler = this.#handlers[event.kind] as ((event: TraceEvent) => void) | undefined;
    handler?.(event);
  }

  #sent(event: Send): void {
    this.#sends.set(event.id, event);
    const args = fieldsOf(event.args.value);
    const term = numberIn(args, 'term');
    if (event.method === 'Raft.RequestVote') {
      const others = this.#candidates.get(term) ?? new Set<number>();
      if (!others.has(event.from)) this.#count('candidacies');
      this.#candidates.set(term, others.add(event.from));
    } else if (event.method === 'Raft.AppendEntries') {
      const old = this.#logs.commit(event.from, numberIn(args, 'leaderCommit'), term);
      this.#count('entries committed in a later term', old);
    }
  }

  #delivered(id: number): void {
    const send = this.#sends.get(id);
    if (send === undefined) return;
    this.#handling.set(id, { server: send.to, hasPersisted: false });
    const link = `${send.from}>${send.to}`;
    const last = this.#lastDelivered.get(link) ?? 0;
    if (id < last) this.#count('requests that overtook another');
    this.#lastDelivered.set(link, Math.max(last, id));
    const args = fieldsOf(send.args.value);
    if (numberIn(args, 'term') < (this.#states.get(send.to) ?? 0)) {
      this.#count('requests of an old term');
    }
    const isLate =
      send.method === 'Raft.InstallSnapshot' &&
      numberIn(args, 'lastIncludedIndex') <= this.#logs.committed;
    if (
      send.method === 'Raft.AppendEntries' &&
      numberIn(args, 'prevLogIndex') < (this.#bases.get(send.to) ?? 0)
    ) {
      this.#count('AppendEntries that begin before a snapshot');
    }
    if (isLate && this.#logs.lastIndex(send.to) >= numberIn(args, 'lastIncludedIndex')) {
      this.#count('snapshots that came too late');
    }
  }

  #replied(id: number, reply: Fields): void {
    const send = this.#sends.get(id);
    this.#forget(id);
    if (send === undefined) return;
    const args = fieldsOf(send.args.value);
    if (reply.term !== args.term) return;
    if (send.method === 'Raft.RequestVote' && reply.voteGranted === false) {
      const isBehind = this.#logs.isBehind(send.to, {
        lastIndex: numberIn(args, 'lastLogIndex'),
        lastTerm: numberIn(args, 'lastLogTerm'),
      });
      this.#count(
        isBehind
          ? 'votes refused because the log is behind'
          : 'votes refused because the vote is given',
      );
    } else if (send.method === 'Raft.AppendEntries') {
      if (reply.success !== true) {
        this.#count('AppendEntries rejected because logs differ');
        return;
      }
      const entries = Array.isArray(args.entries) ? (args.entries as unknown[]) : [];
      const terms = entries.map((entry) => numberIn(fieldsOf(entry), 'term'));
      const cut = this.#logs.merge(send.to, numberIn(args, 'prevLogIndex'), terms);
      this.#count('uncommitted entries truncated', cut);
    }
  }

  #diedInHandler(id: number): void {
    if (this.#handling.get(id)?.hasPersisted === true) {
      this.#count('crashes between persisting and replying');
    }
  }

  #stateOf(server: number, term: number, isLeader: boolean): void {
    this.#states.set(server, term);
    if (!isLeader) {
      if (this.#leading.delete(server)) this.#count('leaders that stepped down');
      return;
    }
    this.#count('leaders elected');
    this.#wonTerms.add(term);
    this.#leading.set(server, term);
    if (this.#leading.size > 1) this.#count('two leaders at the same time');
    if (this.#logs.lastIndex(server) > this.#logs.committed) {
      this.#count('leaders elected with uncommitted entries');
    }
    if (this.#logs.lastIndex(server) < this.#logs.longest) {
      this.#count('leaders elected without the longest log');
    }
  }

  #forget(id: number): void {
    this.#sends.delete(id);
    this.#handling.delete(id);
  }

  #count(situation: Situation, times = 1): void {
    if (times > 0) this.#counts.set(situation, (this.#counts.get(situation) ?? 0) + times);
  }
}

function submissionKey(server: number, command: Payload): string {
  return `${server}/${showValue(command.value)}`;
}

function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}

function numberIn(fields: Fields, name: string): number {
  const value = fields[name];
  return typeof value === 'number' ? value : 0;
}
