import type { Command } from './command.ts';

/** A committed log entry for the service to apply (§5.3). */
export interface CommandMsg {
  readonly kind: 'command';
  readonly command: Command;
  /** The entry's log index; each message is one above the one before. */
  readonly index: number;
}

/** A snapshot from the leader that replaces the service's state (§7). */
export interface SnapshotMsg {
  readonly kind: 'snapshot';
  readonly snapshot: Uint8Array;
  /** The snapshot's lastIncludedIndex; the next command applied is the one after it. */
  readonly index: number;
  /** The snapshot's lastIncludedTerm. */
  readonly term: number;
}

/** What Raft hands to the service: the course's ApplyMsg, as two variants instead of flags. */
export type ApplyMsg = CommandMsg | SnapshotMsg;

/** The way from Raft to the service on the same server: an unbuffered channel. */
export interface ApplyCh {
  /**
   * Offers a message; the promise resolves when the service has taken it, and never when the server
   * is killed before. Several messages offered at once are taken in the order of the calls.
   *
   * The service may call `Snapshot` between taking one message and the next, so a Raft that waits
   * here while holding something that its own `Snapshot` needs will deadlock.
   */
  send(msg: ApplyMsg): Promise<void>;
}
