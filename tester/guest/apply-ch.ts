import { encode } from '../../labgob/index.ts';
import type { RaftHost } from './border.ts';
import { assertBytes, shape } from './values.ts';

/** The `applyCh` that an implementation's `Make` is given. */
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
