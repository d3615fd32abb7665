import { encode } from '../../labgob/index.ts';
import type { RaftHost } from './border.ts';

/** The `persister` and the `applyCh` that an implementation's `Make` is given. */

export class Persister {
  readonly #host: RaftHost;

  constructor(host: RaftHost) {
    this.#host = host;
  }

  Save(raftstate: unknown, snapshot?: unknown): void {
    assertBytes('raftstate', raftstate);
    if (snapshot !== undefined && snapshot !== null) assertBytes('snapshot', snapshot);
    this.#host.save(raftstate, snapshot ?? new Uint8Array(0));
  }

  ReadRaftState(): Uint8Array {
    return this.#host.readRaftState();
  }

  RaftStateSize(): number {
    return this.#host.raftStateSize();
  }

  ReadSnapshot(): Uint8Array {
    return this.#host.readSnapshot();
  }

  SnapshotSize(): number {
    return this.#host.snapshotSize();
  }
}

export class ApplyCh {
  readonly #host: RaftHost;
  readonly #waiting = new Map<number, () => void>();
  #lastOffer = 0;

  constructor(host: RaftHost) {
    this.#host = host;
  }

  /** Takes whatever an implementation hands in, and says clearly what is wrong with it. */
  send(msg: unknown): Promise<void> {
    const fields = (typeof msg === 'object' ? msg : undefined) as Record<string, unknown> | null;
    const kind = fields?.kind;
    const index = fields?.index;
    if (fields && kind === 'command' && isIndex(index)) {
      const command = encode(fields.command);
      return this.#offer((offer) => {
        this.#host.offerCommand(offer, index, command);
      });
    }
    const term = fields?.term;
    const snapshot = fields?.snapshot;
    if (fields && kind === 'snapshot' && isIndex(index) && isIndex(term)) {
      assertBytes('snapshot', snapshot);
      return this.#offer((offer) => {
        this.#host.offerSnapshot(offer, index, term, snapshot);
      });
    }
    throw new TypeError(
      "applyCh.send takes { kind: 'command', command, index } or " +
        `{ kind: 'snapshot', snapshot, index, term } with whole numbers, got ${shape(msg)}`,
    );
  }

  taken(offer: number): void {
    const resolve = this.#waiting.get(offer);
    this.#waiting.delete(offer);
    resolve?.();
  }

  #offer(make: (offer: number) => void): Promise<void> {
    return new Promise((resolve) => {
      const offer = ++this.#lastOffer;
      this.#waiting.set(offer, resolve);
      make(offer);
    });
  }
}

function isIndex(value: unknown): value is number {
  return Number.isSafeInteger(value);
}

function assertBytes(name: string, value: unknown): asserts value is Uint8Array {
  if (value instanceof Uint8Array) return;
  throw new TypeError(
    `${name} must be a Uint8Array (labgob's encode gives one), got ${shape(value)}`,
  );
}

function shape(value: unknown): string {
  if (typeof value !== 'object' || value === null) return `${typeof value} ${String(value)}`;
  const fields = Object.entries(value).map(([name, field]) => `${name}: ${typeof field}`);
  return `{ ${fields.join(', ')} }`;
}
