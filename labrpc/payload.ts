import { decode } from '../labgob/index.ts';
import type { Payload } from '../sim/trace/event.ts';

/** Bytes of an RPC that are decoded only when somebody looks inside, as most runs never do. */
export class LazyPayload implements Payload {
  readonly bytes: Uint8Array;
  #value: unknown = undefined;
  #decoded = false;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  get value(): unknown {
    if (!this.#decoded) {
      this.#value = decode(this.bytes);
      this.#decoded = true;
    }
    return this.#value;
  }
}
