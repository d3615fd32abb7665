// Figure 2 and Figure 13 to the letter and nothing more: no hint in a rejection, so nextIndex goes back
// one entry at a time, with the next heartbeat or at once. Correct, but a follower that has missed much
// costs as many round trips: where the lab's tests count messages or time it may not be fast enough.

import { decode, encode } from '#labgob';
import type {
  AppendEntriesArgs,
  AppendEntriesReply,
  ApplyCh,
  ClientEnd,
  Command,
  InstallSnapshotArgs,
  InstallSnapshotReply,
  LogEntry,
  Persister,
  Raft,
  RaftState,
  RequestVoteArgs,
  RequestVoteReply,
  StartResult,
} from '#raft';

const heartbeatMs = 100;
const electionMs = { min: 400, spread: 300 };

interface IndexedEntry extends LogEntry {
  readonly index: number;
}

interface Saved {
  readonly currentTerm: number;
  readonly votedFor: number | null;
  readonly log: readonly IndexedEntry[];
  readonly lastIncludedIndex: number;
  readonly lastIncludedTerm: number;
}

class PlainRaft implements Raft {
  private readonly peers: readonly ClientEnd[];
  private readonly me: number;
  private readonly persister: Persister;
  private readonly applyCh: ApplyCh;

  // Persistent state on all servers.
  private currentTerm = 0;
  private votedFor: number | null = null;
  private log: IndexedEntry[] = [];
  private lastIncludedIndex = 0;
  private lastIncludedTerm = 0;
  private snapshot: Uint8Array;

  // Volatile state on all servers.
  private commitIndex: number;
  private lastApplied: number;

  // Volatile state on leaders.
  private nextIndex = new Map<number, number>();
  private matchIndex = new Map<number, number>();

  private role: 'follower' | 'candidate' | 'leader' = 'follower';
  private electionTimer: Timeout | undefined;
  private heartbeatTimer: Timeout | undefined;
  private isApplying = false;
  private isKilled = false;

  constructor(peers: readonly ClientEnd[], me: number, persister: Persister, applyCh: ApplyCh) {
    this.peers = peers;
    this.me = me;
    this.persister = persister;
    this.applyCh = applyCh;
    this.snapshot = persister.ReadSnapshot();
    this.ReadPersist(persister.ReadRaftState());
    this.commitIndex = this.lastIncludedIndex;
    this.lastApplied = this.lastIncludedIndex;
    this.resetElectionTimer();
  }

  private Persist(): void {
    const { currentTerm, votedFor, log, lastIncludedIndex, lastIncludedTerm } = this;
    const saved: Saved = { currentTerm, votedFor, log, lastIncludedIndex, lastIncludedTerm };
    this.persister.Save(encode(saved), this.snapshot);
  }

  private ReadPersist(data: Uint8Array): void {
    if (data.length === 0) return;
    const saved = decode(data) as Saved;
    this.currentTerm = saved.currentTerm;
    this.votedFor = saved.votedFor;
    this.log = [...saved.log];
    this.lastIncludedIndex = saved.lastIncludedIndex;
    this.lastIncludedTerm = saved.lastIncludedTerm;
  }

  PersistBytes(): number {
    return this.persister.RaftStateSize();
  }

  GetState(): RaftState {
    return { term: this.currentTerm, isLeader: this.role === 'leader' };
  }

  Start(command: Command): StartResult {
    const term = this.currentTerm;
    if (this.role !== 'leader') return { index: -1, term, isLeader: false };
    const index = this.lastLogIndex() + 1;
    this.log.push({ index, term, command });
    this.Persist();
    this.updateCommitIndex();
    // Those who have all but this one; the others are being brought up anyway.
    this.eachOther((peer) => {
      if (this.nextIndex.get(peer) === index) this.replicate(peer);
    });
    return { index, term, isLeader: true };
  }

  Snapshot(index: number, snapshot: Uint8Array): void {
    if (index <= this.lastIncludedIndex) return;
    this.lastIncludedTerm = this.termOf(index) ?? 0;
    this.lastIncludedIndex = index;
    this.log = this.log.filter((entry) => entry.index > index);
    this.snapshot = new Uint8Array(snapshot);
    this.Persist();
  }

  Kill(): void {
    this.isKilled = true;
    this.role = 'follower';
    clearTimeout(this.electionTimer);
    clearInterval(this.heartbeatTimer);
  }

  /** All servers: on a term T > currentTerm, set currentTerm = T, convert to follower (§5.1). */
  private seeTerm(term: number): void {
    if (term <= this.currentTerm) return;
    this.currentTerm = term;
    this.votedFor = null;
    this.Persist();
    this.becomeFollower();
  }

  private becomeFollower(): void {
    if (this.role === 'leader') {
      clearInterval(this.heartbeatTimer);
      this.resetElectionTimer();
    }
    this.role = 'follower';
  }

  private resetElectionTimer(): void {
    clearTimeout(this.electionTimer);
    const timeoutMs = electionMs.min + Math.random() * electionMs.spread;
    this.electionTimer = setTimeout(() => {
      this.startElection();
    }, timeoutMs);
  }

  private startElection(): void {
    this.role = 'candidate';
    this.currentTerm++;
    this.votedFor = this.me;
    this.Persist();
    this.resetElectionTimer();
    const term = this.currentTerm;
    let votes = 1;
    const args: RequestVoteArgs = {
      term,
      candidateId: this.me,
      lastLogIndex: this.lastLogIndex(),
      lastLogTerm: this.termOf(this.lastLogIndex()) ?? 0,
    };
    const isMine = (): boolean => this.role === 'candidate' && this.currentTerm === term;
    const count = (): void => {
      if (isMine() && votes > this.peers.length / 2) this.becomeLeader();
    };
    count();
    this.eachOther(async (_, end) => {
      const reply = await end.Call('Raft.RequestVote', args);
      if (reply === undefined || this.isKilled) return;
      this.seeTerm(reply.term);
      if (reply.voteGranted) votes++;
      count();
    });
  }

  private becomeLeader(): void {
    this.role = 'leader';
    clearTimeout(this.electionTimer);
    this.eachOther((peer) => {
      this.nextIndex.set(peer, this.lastLogIndex() + 1);
      this.matchIndex.set(peer, 0);
    });
    const beat = (): void => {
      this.eachOther((peer) => {
        this.replicate(peer);
      });
    };
    this.heartbeatTimer = setInterval(beat, heartbeatMs);
    beat();
  }

  private replicate(peer: number): void {
    const end = this.peers[peer];
    const nextIndex = this.nextIndex.get(peer) ?? 1;
    if (end === undefined) return;
    if (nextIndex <= this.lastIncludedIndex) void this.sendSnapshot(peer, end);
    else void this.sendEntries(peer, end, nextIndex);
  }

  private async sendEntries(peer: number, end: ClientEnd, nextIndex: number): Promise<void> {
    const prevLogIndex = nextIndex - 1;
    const args: AppendEntriesArgs = {
      term: this.currentTerm,
      leaderId: this.me,
      prevLogIndex,
      prevLogTerm: this.termOf(prevLogIndex) ?? 0,
      entries: this.log.slice(prevLogIndex - this.lastIncludedIndex),
      leaderCommit: this.commitIndex,
    };
    const reply = await end.Call('Raft.AppendEntries', args);
    if (reply === undefined || !this.stillLeads(args.term, reply.term)) return;
    if (reply.success) {
      this.holdsUpTo(peer, prevLogIndex + args.entries.length);
      if ((this.nextIndex.get(peer) ?? 1) <= this.lastLogIndex()) this.replicate(peer);
    } else if (this.nextIndex.get(peer) === nextIndex) {
      // If AppendEntries fails because of log inconsistency: decrement nextIndex and retry (§5.3).
      this.nextIndex.set(peer, Math.max(prevLogIndex, (this.matchIndex.get(peer) ?? 0) + 1));
      this.replicate(peer);
    }
  }

  private async sendSnapshot(peer: number, end: ClientEnd): Promise<void> {
    const args: InstallSnapshotArgs = {
      term: this.currentTerm,
      leaderId: this.me,
      lastIncludedIndex: this.lastIncludedIndex,
      lastIncludedTerm: this.lastIncludedTerm,
      data: this.snapshot,
    };
    const reply = await end.Call('Raft.InstallSnapshot', args);
    if (reply === undefined || !this.stillLeads(args.term, reply.term)) return;
    this.holdsUpTo(peer, args.lastIncludedIndex);
    if ((this.nextIndex.get(peer) ?? 1) <= this.lastLogIndex()) this.replicate(peer);
  }

  private stillLeads(term: number, replyTerm: number): boolean {
    if (this.isKilled) return false;
    this.seeTerm(replyTerm);
    return this.role === 'leader' && this.currentTerm === term;
  }

  private holdsUpTo(peer: number, index: number): void {
    const matchIndex = Math.max(this.matchIndex.get(peer) ?? 0, index);
    this.matchIndex.set(peer, matchIndex);
    this.nextIndex.set(peer, Math.max(this.nextIndex.get(peer) ?? 1, matchIndex + 1));
    this.updateCommitIndex();
  }

  /** If there exists an N > commitIndex … set commitIndex = N (§5.3, §5.4). */
  private updateCommitIndex(): void {
    for (const { index: N, term } of this.log.toReversed()) {
      if (N <= this.commitIndex || term !== this.currentTerm) return;
      let holders = 1;
      for (const matchIndex of this.matchIndex.values()) if (matchIndex >= N) holders++;
      if (holders > this.peers.length / 2) {
        this.commitUpTo(N);
        return;
      }
    }
  }

  RequestVote(args: RequestVoteArgs): RequestVoteReply {
    this.seeTerm(args.term);
    const term = this.currentTerm;
    // 1. Reply false if term < currentTerm.
    if (args.term < term) return { term, voteGranted: false };
    // 2. If votedFor is null or candidateId, and its log is at least as up-to-date, grant vote.
    const lastLogIndex = this.lastLogIndex();
    const lastLogTerm = this.termOf(lastLogIndex) ?? 0;
    const isUpToDate =
      args.lastLogTerm > lastLogTerm ||
      (args.lastLogTerm === lastLogTerm && args.lastLogIndex >= lastLogIndex);
    const isFree = this.votedFor === null || this.votedFor === args.candidateId;
    if (!isFree || !isUpToDate) return { term, voteGranted: false };
    this.votedFor = args.candidateId;
    this.Persist();
    this.resetElectionTimer();
    return { term, voteGranted: true };
  }

  AppendEntries(args: AppendEntriesArgs): AppendEntriesReply {
    this.seeTerm(args.term);
    const term = this.currentTerm;
    // 1. Reply false if term < currentTerm.
    if (args.term < term) return { term, success: false };
    this.becomeFollower();
    this.resetElectionTimer();
    // 2. Reply false if there is no entry at prevLogIndex whose term matches prevLogTerm.
    const isCovered = args.prevLogIndex < this.lastIncludedIndex;
    const success = isCovered || this.termOf(args.prevLogIndex) === args.prevLogTerm;
    if (!success) return { term, success };
    // 3 and 4. Delete what conflicts, append what is not there.
    for (const [i, entry] of args.entries.entries()) {
      const index = args.prevLogIndex + 1 + i;
      if (index <= this.lastIncludedIndex || this.termOf(index) === entry.term) continue;
      const kept = this.log.filter((existing) => existing.index < index);
      const rest = args.entries.slice(i).map((each, k) => ({ ...each, index: index + k }));
      this.log = [...kept, ...rest];
      this.Persist();
      break;
    }
    // 5. commitIndex = min(leaderCommit, index of last new entry).
    this.commitUpTo(Math.min(args.leaderCommit, args.prevLogIndex + args.entries.length));
    return { term, success };
  }

  InstallSnapshot(args: InstallSnapshotArgs): InstallSnapshotReply {
    this.seeTerm(args.term);
    const term = this.currentTerm;
    if (args.term < term) return { term };
    this.becomeFollower();
    this.resetElectionTimer();
    if (args.lastIncludedIndex <= this.commitIndex) return { term };
    const isSame = this.termOf(args.lastIncludedIndex) === args.lastIncludedTerm;
    this.log = isSame ? this.log.filter(({ index }) => index > args.lastIncludedIndex) : [];
    this.lastIncludedIndex = args.lastIncludedIndex;
    this.lastIncludedTerm = args.lastIncludedTerm;
    this.snapshot = args.data;
    this.Persist();
    this.commitUpTo(args.lastIncludedIndex);
    return { term };
  }

  private commitUpTo(index: number): void {
    if (index <= this.commitIndex) return;
    this.commitIndex = index;
    if (!this.isApplying) void this.applyCommitted();
  }

  private async applyCommitted(): Promise<void> {
    this.isApplying = true;
    while (this.lastApplied < this.commitIndex && !this.isKilled) {
      if (this.lastApplied < this.lastIncludedIndex) {
        const { snapshot, lastIncludedIndex: index, lastIncludedTerm: term } = this;
        this.lastApplied = index;
        await this.applyCh.send({ kind: 'snapshot', snapshot, index, term });
      } else {
        const index = ++this.lastApplied;
        const { command } = this.log[index - this.lastIncludedIndex - 1] ?? {};
        await this.applyCh.send({ kind: 'command', command, index });
      }
    }
    this.isApplying = false;
  }

  private lastLogIndex(): number {
    return this.lastIncludedIndex + this.log.length;
  }

  /** Undefined for an entry that is not there, or that the snapshot hides. */
  private termOf(index: number): number | undefined {
    if (index === this.lastIncludedIndex) return this.lastIncludedTerm;
    return this.log[index - this.lastIncludedIndex - 1]?.term;
  }

  private eachOther(visit: (peer: number, end: ClientEnd) => void | Promise<void>): void {
    this.peers.forEach((end, peer) => {
      if (peer !== this.me) void visit(peer, end);
    });
  }
}

/** Creates a Raft server; the contract is in raft/raft.ts. */
export function Make(peers: ClientEnd[], me: number, persister: Persister, applyCh: ApplyCh): Raft {
  return new PlainRaft(peers, me, persister, applyCh);
}
