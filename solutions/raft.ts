import type {
  AppendEntriesArgs,
  ApplyCh,
  ApplyMsg,
  ClientEnd,
  Command,
  Inspection,
  InstallSnapshotArgs,
  InstallSnapshotReply,
  Persister,
  Raft,
  RaftState,
  RequestVoteArgs,
  RequestVoteReply,
  StartResult,
} from '#raft';
import { Applier } from './applier.ts';
import type { LeaderHost } from './leader.ts';
import { Leader } from './leader.ts';
import type { AppendEntriesReplyWithConflict, Rpcs } from './rpc.ts';
import { PersistentState } from './state.ts';

/** Several lost heartbeats long, yet short enough for a new leader within a second or two. */
const electionTimeoutMs = { min: 300, max: 600 };

/**
 * The three server states of §5.1, each with what only that state has. A new object is made at
 * every change of role and at every change of term, so whoever kept one across an `await` can tell
 * by identity alone whether it is still the same candidacy or leadership, in the same term.
 */
type Role = Follower | Candidate | Leader;

interface Follower {
  readonly kind: 'follower';
}

interface Candidate {
  readonly kind: 'candidate';
  votes: number;
}

/**
 * A Raft server, rule by rule as in Figure 2; the rules for leaders are in leader.ts.
 *
 * JavaScript runs one piece of code at a time, so whatever lies between two `await`s is atomic. The
 * RPC handlers have none, and need no lock. After an `await` anything may have changed, so code
 * that waited for a reply asks isCurrent() before it acts on it.
 */
class RaftServer implements Raft, LeaderHost {
  readonly me: number;
  private readonly others: readonly ClientEnd<Rpcs>[];
  private readonly applier: Applier;

  /** Persistent state on all servers. */
  readonly state: PersistentState;
  /** Volatile state on all servers; that on leaders (nextIndex, matchIndex) is in the role. */
  commitIndex: number;
  private lastApplied: number;
  private role: Role = { kind: 'follower' };
  private electionTimer: Timeout | undefined;
  private isKilled = false;

  constructor(
    peers: readonly ClientEnd<Rpcs>[],
    me: number,
    persister: Persister,
    applyCh: ApplyCh,
  ) {
    this.me = me;
    this.others = peers.filter((_, peer) => peer !== me);
    this.applier = new Applier(applyCh, () => this.takeNextToApply());
    this.state = new PersistentState(persister);
    // What a snapshot holds was committed, and the service has read it back for itself (§7).
    this.commitIndex = this.state.log.lastIncludedIndex;
    this.lastApplied = this.state.log.lastIncludedIndex;
    this.resetElectionTimer();
  }

  // The service's side.

  GetState(): RaftState {
    return { term: this.state.currentTerm, isLeader: this.role.kind === 'leader' };
  }

  Start(command: Command): StartResult {
    const term = this.state.currentTerm;
    if (this.role.kind !== 'leader') return { index: -1, term, isLeader: false };
    const index = this.state.log.lastIndex + 1;
    this.role.append(command);
    return { index, term, isLeader: true };
  }

  Snapshot(index: number, snapshot: Uint8Array): void {
    const { log } = this.state;
    // One from the leader may have overtaken the service's own.
    if (index <= log.lastIncludedIndex) return;
    log.compact(index, log.term(index));
    // A copy, for we keep and send these bytes long after the service has its array back.
    this.state.snapshot = new Uint8Array(snapshot);
    this.state.Persist();
  }

  PersistBytes(): number {
    return this.state.PersistBytes();
  }

  /** What a recorded run shows of this server. */
  Inspect(): Inspection {
    const { currentTerm, votedFor, log } = this.state;
    return {
      role: this.role.kind,
      currentTerm,
      votedFor,
      commitIndex: this.commitIndex,
      lastApplied: this.lastApplied,
      lastIncludedIndex: log.lastIncludedIndex,
      lastIncludedTerm: log.lastIncludedTerm,
      log: log.entriesFrom(log.lastIncludedIndex + 1),
      ...(this.role.kind === 'leader' ? this.role.inspect() : {}),
    };
  }

  /** A killed server is a follower without a clock: nothing makes it send anything any more. */
  Kill(): void {
    this.isKilled = true;
    this.becomeFollower(this.state.currentTerm);
    clearTimeout(this.electionTimer);
  }

  // Roles.

  /**
   * All servers: on a higher term, adopt it and become a follower (§5.1). The caller persists. The
   * election timer is left alone: only a leader or a granted vote may put an election off (§5.2).
   */
  private becomeFollower(term: number): void {
    if (term > this.state.currentTerm) {
      this.state.currentTerm = term;
      this.state.votedFor = null;
    }
    const previous = this.role;
    this.role = { kind: 'follower' };
    if (previous.kind === 'leader') {
      previous.stop();
      // Leaders have no election timer, so this one starts from the beginning.
      this.resetElectionTimer();
    }
  }

  /** All servers: a higher term in a reply counts, even if the reply itself is out of date (§5.1). */
  adoptTerm(replyTerm: number): void {
    if (this.isKilled || replyTerm <= this.state.currentTerm) return;
    this.becomeFollower(replyTerm);
    this.state.Persist();
  }

  /** Whether this candidacy or leadership has not ended: only then may its replies be acted on. */
  isCurrent(role: Candidate | Leader): boolean {
    return this.role === role;
  }

  // Elections (§5.2).

  /** Followers and candidates: if the election timeout elapses, start an election. */
  private resetElectionTimer(): void {
    clearTimeout(this.electionTimer);
    if (this.isKilled) return;
    // Drawn anew each time, so that no two servers collide for ever.
    const { min, max } = electionTimeoutMs;
    const delayMs = min + Math.random() * (max - min);
    this.electionTimer = setTimeout(() => {
      this.startElection();
    }, delayMs);
  }

  /** Candidates: increment currentTerm, vote for self, reset the timer, ask all other servers. */
  private startElection(): void {
    const { state } = this;
    const candidate: Candidate = { kind: 'candidate', votes: 1 };
    this.role = candidate;
    state.currentTerm++;
    state.votedFor = this.me;
    state.Persist();
    this.resetElectionTimer();
    const args: RequestVoteArgs = {
      term: state.currentTerm,
      candidateId: this.me,
      lastLogIndex: state.log.lastIndex,
      lastLogTerm: state.log.lastTerm,
    };
    for (const end of this.others) {
      // Call() gives undefined for a lost RPC and never rejects, so there is no error to handle.
      void this.requestVoteFrom(end, args, candidate);
    }
    this.leadIfElected(candidate);
  }

  private async requestVoteFrom(
    end: ClientEnd<Rpcs>,
    args: RequestVoteArgs,
    candidate: Candidate,
  ): Promise<void> {
    const reply = await end.Call('Raft.RequestVote', args);
    if (reply === undefined) return;
    this.adoptTerm(reply.term);
    if (!this.isCurrent(candidate) || !reply.voteGranted) return;
    candidate.votes++;
    this.leadIfElected(candidate);
  }

  /** Candidates: with votes from a majority of servers, become leader. */
  private leadIfElected(candidate: Candidate): void {
    const servers = this.others.length + 1;
    if (candidate.votes <= servers / 2) return;
    clearTimeout(this.electionTimer);
    const leader = new Leader(this, this.others);
    this.role = leader;
    // At once, to keep the others from elections of their own.
    leader.replicateToAll();
  }

  /** RequestVote RPC, receiver implementation. */
  RequestVote(args: RequestVoteArgs): RequestVoteReply {
    const { state } = this;
    if (args.term > state.currentTerm) this.becomeFollower(args.term);
    // 1. No vote in an old term. 2. One vote a term, and only for a candidate whose log is at
    // least as up-to-date as ours (§5.2, §5.4.1).
    const voteGranted =
      args.term === state.currentTerm &&
      (state.votedFor === null || state.votedFor === args.candidateId) &&
      state.log.isUpToDate(args.lastLogIndex, args.lastLogTerm);
    if (voteGranted) {
      state.votedFor = args.candidateId;
      this.resetElectionTimer();
    }
    // Before the answer leaves: a vote forgotten in a crash could be given a second time.
    state.Persist();
    return { term: state.currentTerm, voteGranted };
  }

  // Following a leader (§5.3, §7).

  /** AppendEntries RPC, receiver implementation. */
  AppendEntries(args: AppendEntriesArgs): AppendEntriesReplyWithConflict {
    const { state } = this;
    // 1. The leader of an old term is none any more (§5.1).
    if (args.term < state.currentTerm) return { term: state.currentTerm, success: false };
    this.followLeader(args.term);
    // 2. The logs must match just before the new entries; only then 3 and 4 take those over.
    const conflict = state.log.conflictAt(args.prevLogIndex, args.prevLogTerm);
    if (conflict === undefined) state.log.merge(args.prevLogIndex, args.entries);
    state.Persist();
    if (conflict !== undefined) return { term: state.currentTerm, success: false, conflict };
    // 5. As far as this message vouches for the log: what we hold after its last entry may differ.
    const lastNewIndex = args.prevLogIndex + args.entries.length;
    this.commitUpTo(Math.min(args.leaderCommit, lastNewIndex));
    return { term: state.currentTerm, success: true };
  }

  /** InstallSnapshot RPC, receiver implementation (Figure 13, with the snapshot in one piece). */
  InstallSnapshot(args: InstallSnapshotArgs): InstallSnapshotReply {
    const { state } = this;
    if (args.term < state.currentTerm) return { term: state.currentTerm };
    this.followLeader(args.term);
    // A late snapshot of what is committed here already must not take the service back.
    if (args.lastIncludedIndex > this.commitIndex) {
      state.log.compact(args.lastIncludedIndex, args.lastIncludedTerm);
      state.snapshot = args.data;
    }
    state.Persist();
    this.commitUpTo(args.lastIncludedIndex);
    return { term: state.currentTerm };
  }

  /**
   * On hearing from the leader of this term or a newer one, a candidate gives up and the election
   * is put off (§5.2).
   */
  private followLeader(term: number): void {
    this.becomeFollower(term);
    this.resetElectionTimer();
  }

  // Applying to the state machine (§5.3).

  /** What is committed stays so: commitIndex only grows, whatever a late message says. */
  commitUpTo(index: number): void {
    if (index <= this.commitIndex) return;
    this.commitIndex = index;
    this.applier.wake();
  }

  /**
   * All servers: if commitIndex > lastApplied, increment lastApplied and apply that entry. Where the
   * log begins only after it, a snapshot from the leader has replaced the entry and is applied
   * instead (§7); the service's own snapshots reach no further than what it was given.
   */
  private takeNextToApply(): ApplyMsg | undefined {
    if (this.isKilled || this.lastApplied >= this.commitIndex) return undefined;
    const { log, snapshot } = this.state;
    if (this.lastApplied < log.lastIncludedIndex) {
      this.lastApplied = log.lastIncludedIndex;
      return { kind: 'snapshot', snapshot, index: this.lastApplied, term: log.lastIncludedTerm };
    }
    this.lastApplied++;
    const { command } = log.entry(this.lastApplied);
    return { kind: 'command', command, index: this.lastApplied };
  }
}

/** Creates a Raft server; the contract is in raft/raft.ts. */
export function Make(
  peers: ClientEnd<Rpcs>[],
  me: number,
  persister: Persister,
  applyCh: ApplyCh,
): Raft {
  return new RaftServer(peers, me, persister, applyCh);
}
