import type { AppendEntriesReply, RaftRpcs } from '#raft';

/**
 * Where a follower's log parts from the leader's, so that the leader can step back over a whole
 * term in one round trip instead of one entry at a time (§5.3, the paragraph on optimising the
 * protocol; the names are those of the students' guide).
 */
export interface Conflict {
  /** The term of the follower's entry at `prevLogIndex`; null when it has no entry there. */
  readonly conflictTerm: number | null;
  /** The follower's first index of `conflictTerm`, or the first index at which it has nothing. */
  readonly conflictIndex: number;
}

/** Figure 2's AppendEntries reply, and why it failed. */
export interface AppendEntriesReplyWithConflict extends AppendEntriesReply {
  /** Present when the logs do not match; absent on success, and when the leader's term is old. */
  readonly conflict?: Conflict;
}

/** The RPCs that this implementation's servers exchange. */
export interface Rpcs extends RaftRpcs {
  'Raft.AppendEntries': {
    args: RaftRpcs['Raft.AppendEntries']['args'];
    reply: AppendEntriesReplyWithConflict;
  };
}
