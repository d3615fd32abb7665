import type { CallerAgent, NetworkHost } from '../../labrpc/guest/caller.ts';
import type { GuestAgent, GuestHost } from '../../sim/guest/border.ts';

/** What a Raft server's process is given besides what every process has. */
export interface RaftHost extends GuestHost, NetworkHost {
  save(raftState: Uint8Array, snapshot: Uint8Array): void;
  readRaftState(): Uint8Array;
  readSnapshot(): Uint8Array;
  raftStateSize(): number;
  snapshotSize(): number;
  /** Offers a command to the service; the outside answers with `RaftAgent.taken(offer)`. */
  offerCommand(offer: number, index: number, command: Uint8Array): void;
  offerSnapshot(offer: number, index: number, term: number, snapshot: Uint8Array): void;
  /** The answer to `RaftAgent.handle(request, …)`. */
  replied(request: number, reply: Uint8Array): void;
  /** A handler threw, or its promise was rejected; `error` is what describeError says of it. */
  handlerFailed(request: number, error: string): void;
}

/** How the tester reaches the Raft server inside a process. */
export interface RaftAgent extends GuestAgent, CallerAgent {
  /** Calls the implementation's `Make`. */
  make(servers: number, me: number): void;
  /** The names of the RPC handlers that the server has, with spaces between. */
  handlers(): string;
  /** Gives `index`, `term` and 1 or 0 for `isLeader`, with spaces between. */
  start(command: Uint8Array): string;
  /** Gives twice the term, plus one for a leader. */
  getState(): number;
  snapshot(index: number, snapshot: Uint8Array): void;
  /**
   * What changed in the answer of the implementation's `Inspect` since it was last asked: labgob bytes,
   * a text saying why it could not be told, or undefined when nothing changed or there is none.
   */
  inspect(): Uint8Array | string | undefined;
  persistBytes(): number;
  kill(): void;
  handle(request: number, method: string, args: Uint8Array): void;
  taken(offer: number): void;
}
