import type { TraceEvent } from '../../../../sim/trace/event.ts';

type Check = (value: unknown) => boolean;
type Shape = Readonly<Record<string, Check>>;

const count: Check = (value) => Number.isSafeInteger(value) && (value as number) >= 0;
const truth: Check = (value) => typeof value === 'boolean';
const bytes: Check = (value) => value instanceof Uint8Array;
const entries: Check = (value) => Array.isArray(value) && value.every(isEntry);

/** The RPCs of the contract, `raft/rpc.ts`, as they must travel between servers of different authors. */
const shapes: ReadonlyMap<string, { readonly args: Shape; readonly reply: Shape }> = new Map([
  [
    'Raft.RequestVote',
    {
      args: { term: count, candidateId: count, lastLogIndex: count, lastLogTerm: count },
      reply: { term: count, voteGranted: truth },
    },
  ],
  [
    'Raft.AppendEntries',
    {
      args: {
        term: count,
        leaderId: count,
        prevLogIndex: count,
        prevLogTerm: count,
        entries,
        leaderCommit: count,
      },
      reply: { term: count, success: truth },
    },
  ],
  [
    'Raft.InstallSnapshot',
    {
      args: {
        term: count,
        leaderId: count,
        lastIncludedIndex: count,
        lastIncludedTerm: count,
        data: bytes,
      },
      reply: { term: count },
    },
  ],
]);

/** Names come from a stranger, who has no reason to be brief. */
const most = { letters: 60, names: 5 };

/** Reads what some servers say to others, and notes where that is not as in the contract. */
export class ShapeWatch {
  readonly #isWatched: (server: number) => boolean;
  #foreign: string | undefined;
  #own: string | undefined;

  constructor(isWatched: (server: number) => boolean) {
    this.#isWatched = isWatched;
  }

  /** What no server of another author can understand; undefined when there was nothing such. */
  get foreign(): string | undefined {
    return this.#foreign;
  }

  /** Fields beyond the contract, which servers of one author may count on. */
  get own(): string | undefined {
    return this.#own;
  }

  see(event: TraceEvent): void {
    if (this.#foreign !== undefined) return;
    if (event.kind === 'rpc.send' && this.#isWatched(event.from)) {
      this.#read(event.method, 'args', () => event.args.value);
    } else if (event.kind === 'rpc.reply' && this.#isWatched(event.to)) {
      this.#read(event.method, 'reply', () => event.reply.value);
    } else if (event.kind === 'violation' && event.property === 'rpc-usage') {
      this.#foreign = 'it lacks an RPC of the contract';
    }
  }

  #read(method: string, side: 'args' | 'reply', message: () => unknown): void {
    const shape = shapes.get(method)?.[side];
    if (shape === undefined) {
      this.#foreign = `it has an RPC of its own, ${brief(method)}`;
      return;
    }
    const what = `its ${method.replace('Raft.', '')} ${side === 'args' ? 'arguments have' : 'reply has'}`;
    const fields = fieldsOf(message);
    const names = Object.keys(shape);
    const bad = names.filter((name) => shape[name]?.(fields.get(name)) !== true);
    if (bad.length > 0) {
      this.#foreign = `${what} no ${bad.join(', ')} as in the contract`;
      return;
    }
    if (this.#own !== undefined || fields.size === names.length) return;
    const more = [...fields.keys()].filter((name) => shape[name] === undefined);
    const shown = more.slice(0, most.names).map(brief).join(', ');
    this.#own = `${what} fields of its own, which others do not know: ${shown}`;
  }
}

/** A message's own fields; none where it is no object, or no message at all. */
function fieldsOf(message: () => unknown): ReadonlyMap<string, unknown> {
  try {
    const value = message();
    return new Map(typeof value === 'object' && value !== null ? Object.entries(value) : []);
  } catch {
    return new Map();
  }
}

function isEntry(value: unknown): boolean {
  return (
    typeof value === 'object' &&
    value !== null &&
    'command' in value &&
    'term' in value &&
    count(value.term)
  );
}

function brief(name: string): string {
  return name.length <= most.letters ? name : `${name.slice(0, most.letters)}…`;
}
