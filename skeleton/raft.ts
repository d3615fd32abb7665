// The file you edit in lab 3. It is a Raft server with everything missing that makes it Raft.
//
// Keep Figure 2 of the paper beside you. The contract that the tester holds this file to is in
// raft/raft.ts: what each method promises, and what it does not. Places to fill are marked with
// the part of the lab that needs them: 3A elections, 3B log, 3C persistence, 3D snapshots.

import { decode, encode } from '#labgob';
import type {
  ApplyCh,
  ClientEnd,
  Command,
  Inspection,
  LogEntry,
  Persister,
  Raft,
  RaftState,
  StartResult,
} from '#raft';

// The messages of Figure 2 and Figure 13, with all their fields. Send every field in every message,
// from 3A on: what speaks of the log says as long as there is none what an empty log says (0, 0, []).

/** Arguments of RequestVote, sent by candidates. */
export interface RequestVoteArgs {
  readonly term: number;
  readonly candidateId: number;
  /** Of the candidate's last log entry; both are 0 while its log is empty. */
  readonly lastLogIndex: number;
  readonly lastLogTerm: number;
}

/** Reply of RequestVote. */
export interface RequestVoteReply {
  readonly term: number;
  readonly voteGranted: boolean;
}

/** Arguments of AppendEntries, sent by the leader: new entries, or none as a heartbeat. */
export interface AppendEntriesArgs {
  readonly term: number;
  readonly leaderId: number;
  /** Of the entry right before the new ones, also in a heartbeat; both are 0 before the first. */
  readonly prevLogIndex: number;
  readonly prevLogTerm: number;
  readonly entries: readonly LogEntry[];
  readonly leaderCommit: number;
}

/** Reply of AppendEntries. */
export interface AppendEntriesReply {
  readonly term: number;
  readonly success: boolean;
  // Your data here (3C): a hint that lets the leader back up faster than one entry at a time.
}

/** Arguments of InstallSnapshot; the whole snapshot in one piece, without offset and done. */
export interface InstallSnapshotArgs {
  readonly term: number;
  readonly leaderId: number;
  /** Of the last entry that the snapshot replaces. */
  readonly lastIncludedIndex: number;
  readonly lastIncludedTerm: number;
  readonly data: Uint8Array;
}

/** Reply of InstallSnapshot. */
export interface InstallSnapshotReply {
  readonly term: number;
}

/** Which RPCs there are, by the names used in Call(): this is what makes Call() type-checked. */
interface Rpcs {
  'Raft.RequestVote': { args: RequestVoteArgs; reply: RequestVoteReply };
  'Raft.AppendEntries': { args: AppendEntriesArgs; reply: AppendEntriesReply };
  'Raft.InstallSnapshot': { args: InstallSnapshotArgs; reply: InstallSnapshotReply };
}

/** One Raft server. */
class RaftServer implements Raft {
  /** A client end for each server, in the same order everywhere; `peers[me]` is never called. */
  private readonly peers: readonly ClientEnd<Rpcs>[];
  private readonly me: number;
  /** Holds what must survive a crash. */
  private readonly persister: Persister;
  /** Where committed entries go, one by one and in order (3B). */
  private readonly applyCh: ApplyCh;
  private killed = false;

  // Your data here (3A, 3B, 3C): the state that Figure 2 says a server must keep.

  constructor(
    peers: readonly ClientEnd<Rpcs>[],
    me: number,
    persister: Persister,
    applyCh: ApplyCh,
  ) {
    this.peers = peers;
    this.me = me;
    this.persister = persister;
    this.applyCh = applyCh;

    // Your initialisation here (3A, 3B, 3C).

    // Begin with what was saved before a crash.
    this.ReadPersist(this.persister.ReadRaftState());

    // `void` says that nobody waits for this loop to end. Its errors are not lost: an error that
    // nobody catches ends the test, with its place.
    void this.ticker();
  }

  /** The current term, and whether this server believes that it is the leader. */
  GetState(): RaftState {
    // Your code here (3A).
    return { term: 0, isLeader: false };
  }

  /**
   * Saves the persistent state of Figure 2. To be called each time any of it has changed, before
   * answering or sending an RPC that tells of the change.
   */
  private Persist(): void {
    // Your code here (3C). For example:
    //
    //   const raftstate = encode({ xxx: this.xxx, yyy: this.yyy });
    //   this.persister.Save(raftstate);
    //
    // From 3D on there is a snapshot to pass as well, every time: leaving it out erases it.
  }

  /** Restores the state that Persist() saved; there is none when the server starts first. */
  private ReadPersist(data: Uint8Array): void {
    if (data.length === 0) return;
    // Your code here (3C). For example:
    //
    //   const state = decode(data) as { xxx: number; yyy: string };
    //   this.xxx = state.xxx;
    //   this.yyy = state.yyy;
  }

  /** How many bytes of Raft state are saved at present. */
  PersistBytes(): number {
    return this.persister.RaftStateSize();
  }

  /**
   * The service has put everything up to and including `index` into `snapshot`. Raft no longer
   * needs its log up to there.
   */
  Snapshot(index: number, snapshot: Uint8Array): void {
    // Your code here (3D).
  }

  /** RequestVote RPC handler: what it returns is the reply. */
  RequestVote(args: RequestVoteArgs): RequestVoteReply {
    // Your code here (3A, 3B).
    return { term: 0, voteGranted: false };
  }

  /** AppendEntries RPC handler. */
  AppendEntries(args: AppendEntriesArgs): AppendEntriesReply {
    // Your code here (3A, 3B).
    return { term: 0, success: false };
  }

  /** InstallSnapshot RPC handler. */
  InstallSnapshot(args: InstallSnapshotArgs): InstallSnapshotReply {
    // Your code here (3D).
    return { term: 0 };
  }

  /** What a candidate asks with. */
  private voteRequest(term: number): RequestVoteArgs {
    // Your code here (3B): where your log ends. This is what an empty one says.
    return { term, candidateId: this.me, lastLogIndex: 0, lastLogTerm: 0 };
  }

  /** What a leader sends, as a heartbeat or with entries. */
  private appendRequest(term: number): AppendEntriesArgs {
    // Your code here (3B): what this follower needs next. This is for a log that is still empty.
    const log = { prevLogIndex: 0, prevLogTerm: 0, entries: [], leaderCommit: 0 };
    return { term, leaderId: this.me, ...log };
  }

  /**
   * Sends a RequestVote RPC to one server, as an example of how to send any.
   *
   * Gives `undefined` when no reply will come: the request or the reply was lost, or the server is
   * down or cut off. It may take seconds to find that out, so do not make anything else wait for
   * it; and whether the other side handled the request cannot be known. Call() never throws
   * because of the network, and needs no timeout of your own.
   *
   * Other code runs while you `await`. When the reply comes the term may be another, and this
   * server may have won, lost or given up the election: look again before you act on it.
   */
  private async sendRequestVote(
    server: number,
    args: RequestVoteArgs,
  ): Promise<RequestVoteReply | undefined> {
    return this.peers[server]?.Call('Raft.RequestVote', args);
  }

  /**
   * The service wants agreement on a command. Answers at once. If this server is not the leader it
   * only says so; else it starts the agreement and tells the index at which the command will be,
   * if it is ever committed.
   */
  Start(command: Command): StartResult {
    // Your code here (3B).
    return { index: -1, term: -1, isLeader: false };
  }

  /**
   * Optional: what the page of a run's trace shows of this server besides term and leadership. It
   * must not change anything. Each field that you fill in saves you a console.log.
   */
  Inspect(): Inspection {
    // Your code here, whenever you like. For example:
    //
    //   return { role: …, currentTerm: …, votedFor: …, commitIndex: …, lastApplied: …, log: … };
    return {};
  }

  /** The tester is done with this server: loops should end and timers be cleared. */
  Kill(): void {
    this.killed = true;
    // Your code here, if you have timers to clear.
  }

  /** Starts an election whenever no leader has been heard of for too long. */
  private async ticker(): Promise<void> {
    while (!this.killed) {
      // Your code here (3A): is it time for an election?

      // Pause for a random time between 50 and 350 milliseconds.
      const pauseMs = 50 + Math.random() * 300;
      await sleep(pauseMs);
    }
  }
}

/** Resolves when so many milliseconds have passed, of simulated time like all time in here. */
function sleep(durationMs: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, durationMs);
  });
}

/**
 * Creates a Raft server. The tester calls this when a server starts and each time it restarts, and
 * waits for it to return: leave long work to timers and asynchronous functions.
 */
export function Make(
  peers: ClientEnd<Rpcs>[],
  me: number,
  persister: Persister,
  applyCh: ApplyCh,
): Raft {
  return new RaftServer(peers, me, persister, applyCh);
}
