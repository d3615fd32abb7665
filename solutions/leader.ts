import type { AppendEntriesArgs, ClientEnd, Command, InstallSnapshotArgs, Inspection } from '#raft';
import { Progress } from './progress.ts';
import type { Rpcs } from './rpc.ts';
import type { PersistentState } from './state.ts';

/** About ten heartbeats a second, the most that the course allows. */
const heartbeatIntervalMs = 100;

/** What a leader uses of the server it runs on. */
export interface LeaderHost {
  readonly me: number;
  readonly state: PersistentState;
  readonly commitIndex: number;
  /** Raises commitIndex, never lowers it. */
  commitUpTo(index: number): void;
  /** On a higher term in a reply, becomes a follower in that term (§5.1). */
  adoptTerm(replyTerm: number): void;
  /** Whether this leadership has not ended. */
  isCurrent(leader: Leader): boolean;
}

/**
 * One leadership, in one term: Figure 2's rules for leaders. The volatile state on leaders
 * (nextIndex, matchIndex) lives in here, so it begins anew with each election and no follower can
 * touch it.
 */
export class Leader {
  readonly kind = 'leader';
  private readonly server: LeaderHost;
  private readonly term: number;
  private readonly followers: readonly Progress[];
  private readonly heartbeatTimer: Timeout;

  /** Begins to lead; the first heartbeats are still to be sent, with {@link replicateToAll}. */
  constructor(server: LeaderHost, others: readonly ClientEnd<Rpcs>[]) {
    const { currentTerm, log } = server.state;
    this.server = server;
    this.term = currentTerm;
    this.followers = others.map((end) => new Progress(end, log.lastIndex));
    this.heartbeatTimer = setInterval(() => {
      this.replicateToAll();
    }, heartbeatIntervalMs);
  }

  /** Ends the leadership: nothing is sent any more, and replies still to come are ignored. */
  stop(): void {
    clearInterval(this.heartbeatTimer);
  }

  /** The volatile state on leaders, in the order of `peers`; the leader itself has none. */
  inspect(): Pick<Inspection, 'nextIndex' | 'matchIndex'> {
    const { me } = this.server;
    return {
      nextIndex: this.followers
        .map((peer) => peer.nextIndex as number | null)
        .toSpliced(me, 0, null),
      matchIndex: this.followers
        .map((peer) => peer.matchIndex as number | null)
        .toSpliced(me, 0, null),
    };
  }

  /** Command from a client: append it to the local log, then replicate it (§5.3). */
  append(command: Command): void {
    const { state } = this.server;
    state.log.append({ term: this.term, command });
    state.Persist();
    for (const follower of this.followers) this.replicateIfIdle(follower);
    // A leader without followers is a majority by itself.
    this.advanceCommitIndex();
  }

  /**
   * The heartbeat (§5.2). It carries whatever the follower still lacks, and so it is the retry of
   * every lost RPC as well: no call has to wait for an earlier one to fail.
   */
  replicateToAll(): void {
    for (const follower of this.followers) this.replicate(follower);
  }

  /**
   * Sends what the follower lacks, unless an RPC to it is unanswered: the reply to that one, or the
   * next heartbeat, brings the rest. So commands that come close together travel together.
   */
  private replicateIfIdle(follower: Progress): void {
    if (follower.unanswered !== undefined) return;
    if (this.server.state.log.lastIndex >= follower.nextIndex) this.replicate(follower);
  }

  private replicate(follower: Progress): void {
    // There is no error to handle: Call() gives undefined for a lost RPC, and throws only for what
    // cannot be encoded, which Persist() would have found first.
    if (follower.nextIndex > this.server.state.log.lastIncludedIndex) {
      void this.sendEntries(follower);
    } else {
      void this.sendSnapshot(follower);
    }
  }

  /** If last log index ≥ nextIndex: send AppendEntries with the entries from nextIndex on (§5.3). */
  private async sendEntries(follower: Progress): Promise<void> {
    const { log } = this.server.state;
    const prevLogIndex = follower.nextIndex - 1;
    const args: AppendEntriesArgs = {
      term: this.term,
      leaderId: this.server.me,
      prevLogIndex,
      prevLogTerm: log.term(prevLogIndex),
      entries: log.entriesFrom(follower.nextIndex),
      leaderCommit: this.server.commitIndex,
    };
    follower.unanswered = args;
    const reply = await follower.end.Call('Raft.AppendEntries', args);
    if (follower.unanswered === args) follower.unanswered = undefined;
    // Lost is not rejected: it says nothing about the follower's log.
    if (reply === undefined) return;
    this.server.adoptTerm(reply.term);
    if (!this.server.isCurrent(this)) return;
    if (reply.success) {
      follower.confirm(args.prevLogIndex + args.entries.length);
      this.advanceCommitIndex();
      this.replicateIfIdle(follower);
    } else if (follower.backUp(args, reply.conflict, log)) {
      this.replicate(follower);
    }
  }

  /** For a follower so far behind that the next entry it needs has been compacted away (§7). */
  private async sendSnapshot(follower: Progress): Promise<void> {
    const { log, snapshot } = this.server.state;
    const args: InstallSnapshotArgs = {
      term: this.term,
      leaderId: this.server.me,
      lastIncludedIndex: log.lastIncludedIndex,
      lastIncludedTerm: log.lastIncludedTerm,
      data: snapshot,
    };
    follower.unanswered = args;
    const reply = await follower.end.Call('Raft.InstallSnapshot', args);
    if (follower.unanswered === args) follower.unanswered = undefined;
    if (reply === undefined) return;
    this.server.adoptTerm(reply.term);
    if (!this.server.isCurrent(this)) return;
    // Not today's lastIncludedIndex: the log may have been compacted further meanwhile.
    follower.confirm(args.lastIncludedIndex);
    this.replicateIfIdle(follower);
  }

  /**
   * If there is an N > commitIndex that a majority stores, this server included, and whose entry is
   * of the current term, commit up to N (§5.3). Entries of earlier terms are never committed by
   * counting replicas, only along with one of the current term (§5.4.2).
   */
  private advanceCommitIndex(): void {
    const { commitIndex, state } = this.server;
    const stored = [state.log.lastIndex, ...this.followers.map((peer) => peer.matchIndex)];
    stored.sort((a, b) => b - a);
    // With the highest first, the middle one is stored by a majority: by itself and those before.
    const N = stored[Math.floor(stored.length / 2)] ?? 0;
    // Terms never decrease along a log, so if N is of an earlier term, all before it are too.
    if (N > commitIndex && state.log.term(N) === this.term) this.server.commitUpTo(N);
  }
}
