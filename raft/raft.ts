import type { ApplyCh } from './apply.ts';
import type { ClientEnd } from './client-end.ts';
import type { Command } from './command.ts';
import type { Inspection } from './inspection.ts';
import type { Persister } from './persister.ts';
import type {
  AppendEntriesArgs,
  AppendEntriesReply,
  InstallSnapshotArgs,
  InstallSnapshotReply,
  RequestVoteArgs,
  RequestVoteReply,
} from './rpc.ts';

/** The answer of {@link Raft.Start}. */
export interface StartResult {
  /** Where the command will stand in the log if it is ever committed (the first index is 1). */
  readonly index: number;
  /** The server's current term. */
  readonly term: number;
  /** False when this server does not believe it is the leader; `index` then means nothing. */
  readonly isLeader: boolean;
}

/** The answer of {@link Raft.GetState}. */
export interface RaftState {
  /** The server's current term (`currentTerm` of Figure 2); 0 before the first election. */
  readonly term: number;
  /** Whether this server believes it is the leader. At most one may per term (§5.2). */
  readonly isLeader: boolean;
}

/**
 * One Raft server, as the service and the tester see it.
 *
 * All methods but the RPC handlers are called directly by the service on the same server, and must
 * return at once: nothing here may wait for another server. An exception that leaves any of them
 * ends the test.
 *
 * Source: the Raft interface of MIT 6.5840 lab 3; Ongaro and Ousterhout, "In Search of an
 * Understandable Consensus Algorithm (Extended Version)".
 */
export interface Raft {
  /**
   * Starts agreement on the next command.
   *
   * Returns at once, without waiting for the agreement. A leader appends the command to its log and
   * answers with the index it will have *if* it is committed; any other server answers
   * `isLeader: false` and leaves its log alone.
   *
   * Not promised: that the command is ever committed. The leader may fail or lose an election, and
   * then another command may appear at that index (§5.3).
   */
  Start(command: Command): StartResult;

  /** The term, and whether this server believes it is the leader. Must not change anything. */
  GetState(): RaftState;

  /**
   * The service has saved its state up to and including `index` in `snapshot`; Raft should drop its
   * log up to there and keep the bytes with its persistent state (§7).
   *
   * A stale call, with an index at or below that of a snapshot already held, must be ignored.
   *
   * @param index the last log index that the snapshot covers; it has been applied here before
   * @param snapshot the service's bytes; Raft never looks inside
   */
  Snapshot(index: number, snapshot: Uint8Array): void;

  /** How many bytes of Raft state are persisted now, without the snapshot. */
  PersistBytes(): number;

  /**
   * Optional: what this server believes, for the trace of a run. A server without it works as well;
   * the trace then shows less.
   *
   * Called only while a run is recorded, after each event in which this server ran, so it must be a
   * pure function of the server's state: it changes nothing, and answers at once. While it runs,
   * nothing reaches the world: timers, calls, `Save`, `applyCh` and the console do nothing, and
   * random numbers are NaN. What it throws becomes a remark in the trace. The tester takes copies and
   * never uses the answer for a check.
   */
  Inspect?(): Inspection;

  /**
   * The tester is done with this server. Timers should be cleared and loops should end: a killed
   * server sends nothing and applies nothing any more.
   */
  Kill(): void;

  /** RequestVote RPC handler (§5.2, §5.4.1; Figure 2). May be asynchronous. */
  RequestVote(args: RequestVoteArgs): RequestVoteReply | Promise<RequestVoteReply>;

  /** AppendEntries RPC handler (§5.3; Figure 2). May be asynchronous. */
  AppendEntries(args: AppendEntriesArgs): AppendEntriesReply | Promise<AppendEntriesReply>;

  /** InstallSnapshot RPC handler (§7; Figure 13). May be asynchronous. */
  InstallSnapshot(args: InstallSnapshotArgs): InstallSnapshotReply | Promise<InstallSnapshotReply>;
}

/**
 * Creates a Raft server. Every implementation exports this function under the name `Make`.
 *
 * It is called when a server starts and again each time it restarts, always in a fresh evaluation
 * of the module: nothing but the persister's bytes survives from before. It must return quickly, so
 * long-running work belongs into timers and asynchronous functions.
 *
 * @param peers one client end per server, in the same order on every server; `peers[me]` is this
 *   server itself and is never called
 * @param me this server's index in `peers`
 * @param persister this server's persistent storage, initially holding the most recent saved state
 * @param applyCh where committed entries and snapshots go, in log order
 */
export type Make = (peers: ClientEnd[], me: number, persister: Persister, applyCh: ApplyCh) => Raft;
