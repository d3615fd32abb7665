import { decode } from '../labgob/index.ts';
import type { Payload } from '../sim/trace/event.ts';

/** Bytes of an RPC that are decoded only when somebody looks inside, as most runs never do. */
export class LazyPayload implements Payload {
  readonly bytes: Uint8Array;
  #value: unknown = undefined;
  #decoded = false;
  #read: unknown = undefined;
  #view: unknown = undefined;

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

  /** What a function makes of the value. It is kept, so that all who ask share one reading. */
  as<View>(read: (value: unknown) => View): View {
    if (this.#read !== read) {
      this.#view = read(this.value);
      this.#read = read;
    }
    return this.#view as View;
  }
}
