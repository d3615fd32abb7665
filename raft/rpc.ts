import type { Command } from './command.ts';

/**
 * One log entry (Figure 2): the command for the state machine, and the term in which a leader
 * received it. The first entry of a log has index 1; an entry does not carry its own index.
 */
export interface LogEntry {
  readonly term: number;
  readonly command: Command;
}

/** Arguments of RequestVote (Figure 2), sent by candidates to gather votes (§5.2). */
export interface RequestVoteArgs {
  /** The candidate's term. */
  readonly term: number;
  /** The candidate requesting the vote: its index in `peers`. */
  readonly candidateId: number;
  /** Index of the candidate's last log entry; 0 when its log is empty (§5.4). */
  readonly lastLogIndex: number;
  /** Term of the candidate's last log entry; 0 when its log is empty (§5.4). */
  readonly lastLogTerm: number;
}

/** Reply of RequestVote (Figure 2). */
export interface RequestVoteReply {
  /** The receiver's current term, for the candidate to update itself. */
  readonly term: number;
  /** True means that the candidate received the vote. */
  readonly voteGranted: boolean;
}

/** Arguments of AppendEntries (Figure 2): replicates log entries (§5.3), and serves as heartbeat. */
export interface AppendEntriesArgs {
  /** The leader's term. */
  readonly term: number;
  /** The leader: its index in `peers`. */
  readonly leaderId: number;
  /** Index of the log entry that immediately precedes the new ones; 0 before the first entry. */
  readonly prevLogIndex: number;
  /** Term of the entry at `prevLogIndex`; 0 when that index is 0. */
  readonly prevLogTerm: number;
  /** The entries to store, in log order; empty for a pure heartbeat. */
  readonly entries: readonly LogEntry[];
  /** The leader's commitIndex. */
  readonly leaderCommit: number;
}

/**
 * Reply of AppendEntries (Figure 2). An implementation may add fields of its own, such as a hint
 * for backing up faster (end of §5.3).
 */
export interface AppendEntriesReply {
  /** The receiver's current term, for the leader to update itself. */
  readonly term: number;
  /** True when the follower held an entry matching `prevLogIndex` and `prevLogTerm`. */
  readonly success: boolean;
}

/**
 * Arguments of InstallSnapshot (Figure 13). As in the course the whole snapshot travels in one RPC,
 * so the paper's `offset` and `done` are not needed.
 */
export interface InstallSnapshotArgs {
  /** The leader's term. */
  readonly term: number;
  /** The leader: its index in `peers`. */
  readonly leaderId: number;
  /** The snapshot replaces all entries up to and including this index. */
  readonly lastIncludedIndex: number;
  /** Term of the entry at `lastIncludedIndex`. */
  readonly lastIncludedTerm: number;
  /** The service's snapshot, whole. */
  readonly data: Uint8Array;
}

/** Reply of InstallSnapshot (Figure 13). */
export interface InstallSnapshotReply {
  /** The receiver's current term, for the leader to update itself. */
  readonly term: number;
}

/**
 * The RPCs of Figure 2 and Figure 13 by their wire names. An implementation with replies or RPCs of
 * its own declares its own map, extending or replacing entries of this one, and uses
 * `ClientEnd<ItsOwnMap>`.
 */
export interface RaftRpcs {
  'Raft.RequestVote': { args: RequestVoteArgs; reply: RequestVoteReply };
  'Raft.AppendEntries': { args: AppendEntriesArgs; reply: AppendEntriesReply };
  'Raft.InstallSnapshot': { args: InstallSnapshotArgs; reply: InstallSnapshotReply };
}
