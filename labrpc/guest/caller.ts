import { decode, encode } from '../../labgob/index.ts';
import { ownBytes } from '../../sim/guest/host.ts';

/** The functions of the outside that a process's client ends need. */
export interface NetworkHost {
  /** Sends a request to a peer; the outside answers with `CallerAgent.returned(call, …)`. */
  call(call: number, peer: number, method: string, args: Uint8Array): void;
}

/** How the outside answers calls. */
export interface CallerAgent {
  /** The reply of a call, or undefined when none will come. */
  returned(call: number, reply: Uint8Array | undefined): void;
}

type Settle = (reply: unknown) => void;

/** All calls of one process that are under way, and the client ends that make them. */
export class Caller {
  readonly #host: NetworkHost;
  readonly #waiting = new Map<number, Settle>();
  #lastCall = 0;

  constructor(host: NetworkHost) {
    this.#host = host;
  }

  end(peer: number): ClientEnd {
    return new ClientEnd((method, args) => this.#call(peer, method, args));
  }

  returned(call: number, reply: Uint8Array | undefined): void {
    const settle = this.#waiting.get(call);
    this.#waiting.delete(call);
    settle?.(reply === undefined ? undefined : decode(ownBytes(reply)));
  }

  #call(peer: number, method: unknown, args: unknown): Promise<unknown> {
    if (typeof method !== 'string' || !method.includes('.')) {
      throw new TypeError(`Call takes a name like 'Raft.RequestVote', got ${String(method)}`);
    }
    const bytes = encode(args);
    return new Promise((resolve) => {
      const call = ++this.#lastCall;
      this.#waiting.set(call, resolve);
      this.#host.call(call, peer, method, bytes);
    });
  }
}

/** What an implementation finds in `peers`. */
class ClientEnd {
  readonly #call: (method: unknown, args: unknown) => Promise<unknown>;

  constructor(call: (method: unknown, args: unknown) => Promise<unknown>) {
    this.#call = call;
  }

  Call(method: unknown, args: unknown): Promise<unknown> {
    return this.#call(method, args);
  }
}
