const empty = new Uint8Array(0);

/**
 * What one server has saved: two byte strings, replaced together. It outlives the server's process.
 * Saved arrays are copies and are never changed afterwards, so they may be handed out as they are.
 */
export class Persister {
  #raftState: Uint8Array;
  #snapshot: Uint8Array;

  constructor(raftState: Uint8Array = empty, snapshot: Uint8Array = empty) {
    this.#raftState = raftState;
    this.#snapshot = snapshot;
  }

  get raftState(): Uint8Array {
    return this.#raftState;
  }

  get snapshot(): Uint8Array {
    return this.#snapshot;
  }

  save(raftState: Uint8Array, snapshot: Uint8Array): void {
    this.#raftState = raftState;
    this.#snapshot = snapshot;
  }

  /** The successor's persister: what the old server still writes goes nowhere. */
  copy(): Persister {
    return new Persister(this.#raftState, this.#snapshot);
  }
}
