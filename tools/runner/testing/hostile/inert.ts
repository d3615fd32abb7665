import type {
  AppendEntriesReply,
  InstallSnapshotReply,
  Raft,
  RaftState,
  RequestVoteReply,
  StartResult,
} from '#raft';

/** A server that does nothing at all, for the misbehaving ones to build on. */
export class Inert implements Raft {
  /** Time goes on, so that what makes a test fail is the misbehaviour and not a deadlock. */
  readonly beat = setInterval(() => undefined, 100);

  Start(): StartResult {
    return { index: -1, term: 0, isLeader: false };
  }

  GetState(): RaftState {
    return { term: 0, isLeader: false };
  }

  Snapshot(): void {
    // Nothing to trim.
  }

  PersistBytes(): number {
    return 0;
  }

  Kill(): void {
    // Nothing to stop.
  }

  RequestVote(): RequestVoteReply {
    return { term: 0, voteGranted: false };
  }

  AppendEntries(): AppendEntriesReply {
    return { term: 0, success: false };
  }

  InstallSnapshot(): InstallSnapshotReply {
    return { term: 0 };
  }
}

/** An RPC of their own, so that a misbehaviour breaks no rule of Raft besides. */
export interface PingRpc {
  'Raft.Ping': { args: object; reply: object };
}
