import type { RaftHost } from './border.ts';
import { assertBytes } from './values.ts';

/** The `persister` that an implementation's `Make` is given. */
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
