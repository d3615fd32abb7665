// A correct Raft server in callback style: one interval looks at the clock, replies come back in
// `.then`, and there is not a single `await`. The log keeps the entry before its first one in place 0.

import { decode, encode } from '#labgob';
import type {
  AppendEntriesArgs,
  AppendEntriesReply,
  ApplyCh,
  ApplyMsg,
  ClientEnd,
  Command,
  InstallSnapshotArgs,
  InstallSnapshotReply,
  LogEntry,
  Persister,
  Raft,
  RaftRpcs,
  RaftState,
  RequestVoteArgs,
  RequestVoteReply,
  StartResult,
} from '#raft';

/** How often the interval looks; all other times are multiples of it, more or less. */
const lookEveryMs = 10;
const heartbeatMs = 100;
const electionMs = { min: 350, spread: 350 };

/** A rejection with the students' guide's three fields: term, first index of it, log length. */
interface HintedReply extends AppendEntriesReply {
  readonly XTerm?: number;
  readonly XIndex?: number;
  readonly XLen?: number;
}

type Rpcs = Omit<RaftRpcs, 'Raft.AppendEntries'> & {
  'Raft.AppendEntries': { args: AppendEntriesArgs; reply: HintedReply };
};

interface Saved {
  readonly currentTerm: number;
  readonly votedFor: number;
  readonly zeroIndex: number;
  readonly log: LogEntry[];
}

class CallbackRaft implements Raft {
  private readonly peers: readonly ClientEnd<Rpcs>[];
  private readonly me: number;
  private readonly persister: Persister;
  private readonly applyCh: ApplyCh;
  private readonly clock: Timeout;

  private currentTerm = 0;
  /** -1 for nobody. */
  private votedFor = -1;
  /** `log[0]` is the entry at `zeroIndex`: the last that the snapshot covers, or none at all. */
  private log: LogEntry[] = [{ term: 0, command: null }];
  private zeroIndex = 0;
  private snapshot: Uint8Array;

  private role: 'follower' | 'candidate' | 'leader' = 'follower';
  private votes = 0;
  private commitIndex: number;
  private lastApplied: number;
  private nextIndex: number[] = [];
  private matchIndex: number[] = [];
  /** Peers with an AppendEntries under way, for which new commands wait. */
  private busy: boolean[] = [];
  private electionDueMs = 0;
  private heartbeatDueMs = 0;
  private isApplying = false;

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
    const bytes = persister.ReadRaftState();
    if (bytes.length > 0) {
      const saved = decode(bytes) as Saved;
      this.currentTerm = saved.currentTerm;
      this.votedFor = saved.votedFor;
      this.zeroIndex = saved.zeroIndex;
      this.log = saved.log;
    }
    this.snapshot = persister.ReadSnapshot();
    this.commitIndex = this.zeroIndex;
    this.lastApplied = this.zeroIndex;
    this.putElectionOff();
    this.clock = setInterval(() => {
      this.look();
    }, lookEveryMs);
  }

  GetState(): RaftState {
    return { term: this.currentTerm, isLeader: this.role === 'leader' };
  }

  Start(command: Command): StartResult {
    const term = this.currentTerm;
    if (this.role !== 'leader') return { index: -1, term, isLeader: false };
    this.log.push({ term, command });
    this.save();
    // Sent at the next look, together with whatever else comes until then.
    this.commitWhatMajorityHolds();
    return { index: this.lastIndex(), term, isLeader: true };
  }

  Snapshot(index: number, snapshot: Uint8Array): void {
    if (index <= this.zeroIndex) return;
    this.log = this.log.slice(index - this.zeroIndex);
    this.zeroIndex = index;
    this.snapshot = snapshot.slice();
    this.save();
  }

  PersistBytes(): number {
    return this.persister.RaftStateSize();
  }

  Kill(): void {
    clearInterval(this.clock);
    this.role = 'follower';
    // Nothing is applied behind a commitIndex that does not move.
    this.commitIndex = this.lastApplied;
  }

  /** What the interval does: heartbeats for a leader, and new entries; elections for the others. */
  private look(): void {
    const nowMs = Date.now();
    if (this.role !== 'leader') {
      if (nowMs >= this.electionDueMs) this.campaign();
      return;
    }
    const isHeartbeat = nowMs >= this.heartbeatDueMs;
    if (isHeartbeat) this.heartbeatDueMs = nowMs + heartbeatMs;
    this.peers.forEach((_, peer) => {
      if (peer === this.me) return;
      const hasNews = (this.nextIndex[peer] ?? 1) <= this.lastIndex();
      if (isHeartbeat || (hasNews && this.busy[peer] !== true)) this.replicate(peer);
    });
  }

  private campaign(): void {
    this.role = 'candidate';
    this.votes = 1;
    this.currentTerm++;
    this.votedFor = this.me;
    this.save();
    this.putElectionOff();
    const args: RequestVoteArgs = {
      term: this.currentTerm,
      candidateId: this.me,
      lastLogIndex: this.lastIndex(),
      lastLogTerm: this.termAt(this.lastIndex()),
    };
    this.peers.forEach((end, peer) => {
      if (peer === this.me) return;
      void end.Call('Raft.RequestVote', args).then((reply) => {
        if (reply === undefined || !this.isCurrent('candidate', args.term, reply.term)) return;
        if (reply.voteGranted) this.countVote();
      });
    });
    if (this.peers.length === 1) this.lead();
  }

  private countVote(): void {
    this.votes++;
    if (this.votes * 2 > this.peers.length) this.lead();
  }

  private lead(): void {
    this.role = 'leader';
    this.nextIndex = this.peers.map(() => this.lastIndex() + 1);
    this.matchIndex = this.peers.map(() => 0);
    this.busy = this.peers.map(() => false);
    this.heartbeatDueMs = 0;
    this.look();
  }

  private replicate(peer: number): void {
    const end = this.peers[peer];
    const next = this.nextIndex[peer] ?? 1;
    if (end === undefined) return;
    this.busy[peer] = true;
    if (next <= this.zeroIndex) {
      this.sendSnapshot(peer, end);
      return;
    }
    const args: AppendEntriesArgs = {
      term: this.currentTerm,
      leaderId: this.me,
      prevLogIndex: next - 1,
      prevLogTerm: this.termAt(next - 1),
      entries: this.log.slice(next - this.zeroIndex),
      leaderCommit: this.commitIndex,
    };
    void end.Call('Raft.AppendEntries', args).then((reply) => {
      if (reply === undefined) this.busy[peer] = false;
      else if (this.isCurrent('leader', args.term, reply.term)) this.onAppended(peer, args, reply);
    });
  }

  private onAppended(peer: number, args: AppendEntriesArgs, reply: HintedReply): void {
    this.busy[peer] = false;
    if (reply.success) {
      this.hasUpTo(peer, args.prevLogIndex + args.entries.length);
      return;
    }
    // A late rejection says nothing about where things stand by now.
    if (args.prevLogIndex !== (this.nextIndex[peer] ?? 1) - 1) return;
    this.nextIndex[peer] = Math.max(this.stepBack(reply), (this.matchIndex[peer] ?? 0) + 1);
    this.replicate(peer);
  }

  /** The three cases of the students' guide. */
  private stepBack({ XTerm, XIndex = 1, XLen = 0 }: HintedReply): number {
    if (XTerm === undefined) return XLen + 1;
    const place = this.log.findLastIndex((entry) => entry.term === XTerm);
    return place === -1 ? XIndex : this.zeroIndex + place + 1;
  }

  private sendSnapshot(peer: number, end: ClientEnd<Rpcs>): void {
    const args: InstallSnapshotArgs = {
      term: this.currentTerm,
      leaderId: this.me,
      lastIncludedIndex: this.zeroIndex,
      lastIncludedTerm: this.termAt(this.zeroIndex),
      data: this.snapshot,
    };
    void end.Call('Raft.InstallSnapshot', args).then((reply) => {
      if (reply !== undefined && !this.isCurrent('leader', args.term, reply.term)) return;
      this.busy[peer] = false;
      if (reply !== undefined) this.hasUpTo(peer, args.lastIncludedIndex);
    });
  }

  private hasUpTo(peer: number, index: number): void {
    this.matchIndex[peer] = Math.max(this.matchIndex[peer] ?? 0, index);
    this.nextIndex[peer] = Math.max(this.nextIndex[peer] ?? 1, index + 1);
    this.commitWhatMajorityHolds();
  }

  /** From the newest entry down to the oldest that may be committed by counting (§5.4.2). */
  private commitWhatMajorityHolds(): void {
    for (let N = this.lastIndex(); N > this.commitIndex; N--) {
      if (this.termAt(N) !== this.currentTerm) return;
      const holders = this.peers.filter(
        (_, peer) => peer === this.me || (this.matchIndex[peer] ?? 0) >= N,
      );
      if (holders.length * 2 > this.peers.length) {
        this.commitIndex = N;
        this.apply();
        return;
      }
    }
  }

  RequestVote(args: RequestVoteArgs): RequestVoteReply {
    if (args.term > this.currentTerm) this.enter(args.term);
    const last = this.lastIndex();
    const isGoodEnough =
      args.lastLogTerm > this.termAt(last) ||
      (args.lastLogTerm === this.termAt(last) && args.lastLogIndex >= last);
    const isFree = this.votedFor === -1 || this.votedFor === args.candidateId;
    const voteGranted = args.term === this.currentTerm && isFree && isGoodEnough;
    if (voteGranted) {
      this.votedFor = args.candidateId;
      this.putElectionOff();
      this.save();
    }
    return { term: this.currentTerm, voteGranted };
  }

  AppendEntries(args: AppendEntriesArgs): HintedReply {
    const { prevLogIndex, entries } = args;
    if (args.term < this.currentTerm) return { term: this.currentTerm, success: false };
    this.follow(args.term);
    const term = this.currentTerm;
    if (prevLogIndex > this.lastIndex()) return { term, success: false, XLen: this.lastIndex() };
    if (prevLogIndex >= this.zeroIndex && this.termAt(prevLogIndex) !== args.prevLogTerm) {
      const XTerm = this.termAt(prevLogIndex);
      const first = this.log.findIndex((entry, place) => place > 0 && entry.term === XTerm);
      return { term, success: false, XTerm, XIndex: this.zeroIndex + first };
    }
    const fresh = entries.findIndex((entry, i) => {
      const index = prevLogIndex + 1 + i;
      return (
        index > this.lastIndex() || (index > this.zeroIndex && this.termAt(index) !== entry.term)
      );
    });
    if (fresh !== -1) {
      const kept = this.log.slice(0, prevLogIndex + 1 + fresh - this.zeroIndex);
      this.log = [...kept, ...entries.slice(fresh)];
      this.save();
    }
    this.commitIndex = Math.max(
      this.commitIndex,
      Math.min(args.leaderCommit, prevLogIndex + entries.length),
    );
    this.apply();
    return { term, success: true };
  }

  InstallSnapshot(args: InstallSnapshotArgs): InstallSnapshotReply {
    if (args.term < this.currentTerm) return { term: this.currentTerm };
    this.follow(args.term);
    const { lastIncludedIndex, lastIncludedTerm } = args;
    if (lastIncludedIndex > this.commitIndex) {
      const matches =
        lastIncludedIndex <= this.lastIndex() &&
        this.termAt(lastIncludedIndex) === lastIncludedTerm;
      this.log = matches
        ? this.log.slice(lastIncludedIndex - this.zeroIndex)
        : [{ term: lastIncludedTerm, command: null }];
      this.zeroIndex = lastIncludedIndex;
      this.snapshot = args.data;
      this.commitIndex = lastIncludedIndex;
      this.save();
      this.apply();
    }
    return { term: this.currentTerm };
  }

  /** A message of the leader of this term, or of a newer one. */
  private follow(term: number): void {
    if (term > this.currentTerm) this.enter(term);
    this.role = 'follower';
    this.putElectionOff();
  }

  private enter(term: number): void {
    // Without this a leader that steps down would start an election at once.
    if (this.role === 'leader') this.putElectionOff();
    this.role = 'follower';
    this.currentTerm = term;
    this.votedFor = -1;
    this.save();
  }

  /** Whether a reply belongs to what this server still is, in the term in which it asked. */
  private isCurrent(role: 'candidate' | 'leader', term: number, replyTerm: number): boolean {
    if (replyTerm > this.currentTerm) this.enter(replyTerm);
    return this.role === role && this.currentTerm === term;
  }

  private putElectionOff(): void {
    this.electionDueMs = Date.now() + electionMs.min + Math.random() * electionMs.spread;
  }

  /** Hands over the next message, and itself as what comes after it. */
  private apply(): void {
    if (this.isApplying || this.lastApplied >= this.commitIndex) return;
    this.isApplying = true;
    void this.applyCh.send(this.nextMessage()).then(() => {
      this.isApplying = false;
      this.apply();
    });
  }

  private nextMessage(): ApplyMsg {
    if (this.lastApplied < this.zeroIndex) {
      const index = (this.lastApplied = this.zeroIndex);
      return { kind: 'snapshot', snapshot: this.snapshot, index, term: this.termAt(index) };
    }
    const index = ++this.lastApplied;
    return { kind: 'command', command: this.log[index - this.zeroIndex]?.command, index };
  }

  private lastIndex(): number {
    return this.zeroIndex + this.log.length - 1;
  }

  private termAt(index: number): number {
    return this.log[index - this.zeroIndex]?.term ?? -1;
  }

  private save(): void {
    const { currentTerm, votedFor, zeroIndex, log } = this;
    // The command at place 0 is in the snapshot already.
    const [zero, ...rest] = log;
    const whole = [{ term: zero?.term ?? 0, command: null }, ...rest];
    const saved: Saved = { currentTerm, votedFor, zeroIndex, log: whole };
    this.persister.Save(encode(saved), this.snapshot);
  }
}

/** Creates a Raft server; the contract is in raft/raft.ts. */
export function Make(
  peers: ClientEnd<Rpcs>[],
  me: number,
  persister: Persister,
  applyCh: ApplyCh,
): Raft {
  return new CallbackRaft(peers, me, persister, applyCh);
}
