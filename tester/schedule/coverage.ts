import type { EventOf, Payload, TraceEvent } from '../../sim/trace/event.ts';
import { showValue } from '../../sim/trace/show.ts';
import { Call, Calls } from '../messages/calls.ts';
import { argsOf, replyOf } from '../messages/message.ts';
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

type Send = EventOf<'rpc.send'>;
type Handlers = {
  readonly [Kind in TraceEvent['kind']]?: (event: EventOf<Kind>) => void;
};
type Reply = EventOf<'rpc.reply'>;

/** A call of which nobody has answered yet. */
class OpenCall extends Call<TraceEvent, Send> {
  /** Its handler runs, or has run and the reply is still to leave, and something was saved meanwhile. */
  hasPersisted = false;
}

/** Counts situations from the events of a run. It believes the messages and judges nothing. */
export class CoverageMeter {
  readonly #counts = new Map<Situation, number>();
  readonly #logs: LogModel;
  readonly #calls = new Calls<OpenCall, TraceEvent>();
  readonly #candidates = new Map<number, Set<number>>();
  readonly #wonTerms = new Set<number>();
  readonly #leading = new Map<number, number>();
  readonly #states = new Map<number, number>();
  readonly #lastDelivered = new Map<string, number>();
  /** The last index that each server's snapshot covers. */
  readonly #bases = new Map<number, number>();
  readonly #started = new Map<number, string>();

  readonly #handlers: Handlers = {
    'rpc.send': (event) => {
      this.#sent(event);
    },
    'rpc.deliver': (event) => {
      const call = this.#calls.follow(event, event);
      if (call !== undefined) this.#delivered(call);
    },
    'rpc.reply': (event) => {
      const call = this.#calls.follow(event, event);
      this.#calls.forget(event.id);
      if (call !== undefined) this.#replied(call, event);
    },
    'rpc.drop': (event) => {
      const call = this.#calls.follow(event, event);
      this.#calls.forget(event.id);
      if (event.reason === 'killed in handler' && call?.hasPersisted === true) {
        this.#count('crashes between persisting and replying');
      }
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
      for (const call of this.#calls.byId.values()) {
        if (call.to === server && call.delivered !== undefined) call.hasPersisted = true;
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
    this.#calls.sent(new OpenCall(event, event));
    const args = argsOf(event);
    const term = args.term ?? 0;
    if (args.kind === 'vote') {
      const others = this.#candidates.get(term) ?? new Set<number>();
      if (!others.has(event.from)) this.#count('candidacies');
      this.#candidates.set(term, others.add(event.from));
    } else if (args.kind === 'append') {
      const old = this.#logs.commit(event.from, args.leaderCommit ?? 0, term);
      this.#count('entries committed in a later term', old);
    }
  }

  #delivered({ id, from, to, sent }: OpenCall): void {
    const link = `${from}>${to}`;
    const last = this.#lastDelivered.get(link) ?? 0;
    if (id < last) this.#count('requests that overtook another');
    this.#lastDelivered.set(link, Math.max(last, id));
    const args = argsOf(sent);
    if ((args.term ?? 0) < (this.#states.get(to) ?? 0)) this.#count('requests of an old term');
    if (args.kind === 'append' && (args.prevLogIndex ?? 0) < (this.#bases.get(to) ?? 0)) {
      this.#count('AppendEntries that begin before a snapshot');
    }
    if (args.kind !== 'install') return;
    const { lastIncludedIndex = 0 } = args;
    const isLate = lastIncludedIndex <= this.#logs.committed;
    if (isLate && this.#logs.lastIndex(to) >= lastIncludedIndex) {
      this.#count('snapshots that came too late');
    }
  }

  #replied({ to, sent }: OpenCall, event: Reply): void {
    const args = argsOf(sent);
    const reply = replyOf(event);
    if (reply.term !== args.term) return;
    if (args.kind === 'vote' && reply.kind === 'vote' && reply.voteGranted === false) {
      const { lastLogIndex = 0, lastLogTerm = 0 } = args;
      const isBehind = this.#logs.isBehind(to, { lastIndex: lastLogIndex, lastTerm: lastLogTerm });
      this.#count(
        isBehind
          ? 'votes refused because the log is behind'
          : 'votes refused because the vote is given',
      );
    } else if (args.kind === 'append' && reply.kind === 'append') {
      if (reply.success !== true) {
        this.#count('AppendEntries rejected because logs differ');
        return;
      }
      const terms = args.entries.map(({ term }) => term ?? 0);
      const cut = this.#logs.merge(to, args.prevLogIndex ?? 0, terms);
      this.#count('uncommitted entries truncated', cut);
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

  #count(situation: Situation, times = 1): void {
    if (times > 0) this.#counts.set(situation, (this.#counts.get(situation) ?? 0) + times);
  }
}

function submissionKey(server: number, command: Payload): string {
  return `${server}/${showValue(command.value)}`;
}
