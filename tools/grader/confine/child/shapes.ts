import type { TraceEvent } from '../../../../sim/trace/event.ts';
import { isCount } from '../../../../tester/messages/entries.ts';
import { figures, rpcOf, type FieldKind } from '../../../../tester/messages/figures.ts';

/** What each kind of field must be to travel between servers of different authors. */
const checks: Readonly<Record<FieldKind, (value: unknown) => boolean>> = {
  term: isCount,
  index: isCount,
  id: isCount,
  flag: (value) => typeof value === 'boolean',
  data: (value) => value instanceof Uint8Array,
  entries: (value) => Array.isArray(value) && value.every(isEntry),
};

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
      this.#read(event.method, 'request', () => event.args.value);
    } else if (event.kind === 'rpc.reply' && this.#isWatched(event.to)) {
      this.#read(event.method, 'reply', () => event.reply.value);
    } else if (event.kind === 'violation' && event.property === 'rpc-usage') {
      this.#foreign = 'it lacks an RPC of the contract';
    }
  }

  #read(method: string, side: 'request' | 'reply', message: () => unknown): void {
    const rpc = rpcOf(method);
    if (rpc === 'other') {
      this.#foreign = `it has an RPC of its own, ${brief(method)}`;
      return;
    }
    const what = `its ${method.replace('Raft.', '')} ${side === 'request' ? 'arguments have' : 'reply has'}`;
    const { fields: expected } = figures[rpc][side];
    const fields = ownFields(message);
    const bad = expected.filter(({ kind, name }) => !checks[kind](fields[name]));
    if (bad.length > 0) {
      const names = bad.map(({ name }) => name).join(', ');
      this.#foreign = `${what} no ${names} as in the contract`;
      return;
    }
    if (this.#own !== undefined) return;
    const names = Object.keys(fields);
    if (names.length === expected.length) return;
    const more = names.filter((name) => !expected.some((field) => field.name === name));
    const shown = more.slice(0, most.names).map(brief).join(', ');
    this.#own = `${what} fields of its own, which others do not know: ${shown}`;
  }
}

/**
 * A message's fields in its own spelling, as that is what others must understand; none where it is no
 * object, or no message at all.
 */
function ownFields(message: () => unknown): Readonly<Record<string, unknown>> {
  try {
    const value = message();
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

function isEntry(value: unknown): boolean {
  return (
    typeof value === 'object' &&
    value !== null &&
    'command' in value &&
    'term' in value &&
    isCount(value.term)
  );
}

function brief(name: string): string {
  return name.length <= most.letters ? name : `${name.slice(0, most.letters)}…`;
}
