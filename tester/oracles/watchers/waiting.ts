import type { EventOf } from '../../../sim/trace/event.ts';
import type { Call } from '../model/call.ts';

/** A call over a broken link may take that long to fail, and a little more. */
const longestLossMs = 7_100;

interface Waiting {
  readonly from: number;
  readonly to: number;
  lostAtMs: number | undefined;
}

/** Which servers wait for an answer of which others, as far as they can know: of a loss they learn late. */
export class WaitingCalls {
  readonly #calls = new Map<number, Waiting>();

  send({ from, id, to }: Call): void {
    this.#calls.set(id, { from, to, lostAtMs: undefined });
  }

  return(id: number): void {
    this.#calls.delete(id);
  }

  drop({ atMs, id }: EventOf<'rpc.drop'>): void {
    const call = this.#calls.get(id);
    if (call !== undefined) call.lostAtMs = atMs;
  }

  /** The server has ended, and waits for nothing any more. */
  end(server: number): void {
    for (const [id, call] of this.#calls) if (call.from === server) this.#calls.delete(id);
  }

  /** Whether `from` may still wait for an answer of `to`. */
  has(from: number, to: number, nowMs: number): boolean {
    for (const [id, call] of this.#calls) {
      if (call.lostAtMs !== undefined && nowMs - call.lostAtMs > longestLossMs) {
        this.#calls.delete(id);
      } else if (call.from === from && call.to === to) return true;
    }
    return false;
  }
}
