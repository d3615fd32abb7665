// A correct Raft server made of loops: one that waits for the election timeout, one that applies, and
// while it leads one per peer that sends, waits for the answer, and sleeps until there is news.

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
  RaftRpcs,
  RaftState,
  RequestVoteArgs,
  RequestVoteReply,
  StartResult,
} from '#raft';

const heartbeatMs = 110;
/** An RPC that has not been answered by then is left to itself, and the loop goes on. */
const patienceMs = 90;
const electionMs = { min: 400, spread: 400 };

/** A rejection tells where the follower would like the leader to go on. */
interface GuidedReply extends AppendEntriesReply {
  readonly tryIndex?: number;
}

type Rpcs = Omit<RaftRpcs, 'Raft.AppendEntries'> & {
  'Raft.AppendEntries': { args: AppendEntriesArgs; reply: GuidedReply };
};

/** Lets loops sleep until somebody rings, or the time is over. */
class Bell {
  private sleepers: (() => void)[] = [];

  ring(): void {
    const sleepers = this.sleepers;
    this.sleepers = [];
    for (const wake of sleepers) wake();
  }

  wait(atMostMs?: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = atMostMs === undefined ? undefined : setTimeout(resolve, atMostMs);
      this.sleepers.push(() => {
        clearTimeout(timer);
        resolve();
      });
    });
  }
}

/** What is saved, as it is saved. */
interface Persistent {
  currentTerm: number;
  votedFor: number | null;
  /** How many entries the snapshot stands for, and the term of the last of them. */
  cut: number;
  cutTerm: number;
  /** The entries after those. */
  log: LogEntry[];
}

/** What one term's leadership knows of one peer. */
interface Peer {
  readonly end: ClientEnd<Rpcs>;
  nextIndex: number;
  matchIndex: number;
}

class LoopingRaft implements Raft {
  private readonly peers: readonly ClientEnd<Rpcs>[];
  private readonly me: number;
  private readonly persister: Persister;
  private readonly applyCh: ApplyCh;

  private disk: Persistent = { currentTerm: 0, votedFor: null, cut: 0, cutTerm: 0, log: [] };
  private snapshot: Uint8Array = new Uint8Array();
  private commitIndex: number;
  private role: 'follower' | 'candidate' | 'leader' = 'follower';
  private followers: readonly Peer[] = [];
  private heardMs = performance.now();
  private isKilled = false;
  /** Rings when commitIndex has risen. */
  private readonly committed = new Bell();
  /** Rings when there is something to send, or nothing more to lead. */
  private readonly news = new Bell();

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
    if (bytes.length > 0) this.disk = decode(bytes) as Persistent;
    this.snapshot = persister.ReadSnapshot();
    this.commitIndex = this.disk.cut;
    void this.electionLoop();
    void this.applyLoop();
  }

  GetState(): RaftState {
    return { term: this.disk.currentTerm, isLeader: this.role === 'leader' };
  }

  Start(command: Command): StartResult {
    const term = this.disk.currentTerm;
    if (this.role !== 'leader') return { index: -1, term, isLeader: false };
    this.disk.log.push({ term, command });
    this.save();
    this.advanceCommit();
    this.news.ring();
    return { index: this.lastIndex, term, isLeader: true };
  }

  Snapshot(index: number, snapshot: Uint8Array): void {
    if (index <= this.disk.cut) return;
    this.cutLog(index, this.termAt(index));
    this.snapshot = new Uint8Array(snapshot);
    this.save();
  }

  PersistBytes(): number {
    return this.persister.RaftStateSize();
  }

  Kill(): void {
    this.isKilled = true;
    this.role = 'follower';
    this.news.ring();
    this.committed.ring();
  }

  // Loops.

  private async electionLoop(): Promise<void> {
    for (;;) {
      const timeoutMs = electionMs.min + Math.random() * electionMs.spread;
      const fromMs = this.heardMs;
      await sleep(Math.max(1, fromMs + timeoutMs - performance.now()));
      // Each time a leader is heard, or a vote given, heardMs moves and the wait begins anew.
      if (this.isKilled) return;
      if (this.heardMs === fromMs && this.role !== 'leader') this.campaign();
    }
  }

  private async applyLoop(): Promise<void> {
    let lastApplied = this.disk.cut;
    while (!this.isKilled) {
      const { cut, cutTerm, log } = this.disk;
      if (lastApplied >= this.commitIndex) {
        await this.committed.wait();
      } else if (lastApplied < cut) {
        lastApplied = cut;
        const { snapshot } = this;
        await this.applyCh.send({ kind: 'snapshot', snapshot, index: cut, term: cutTerm });
      } else {
        const index = ++lastApplied;
        const command = log[index - cut - 1]?.command;
        await this.applyCh.send({ kind: 'command', command, index });
      }
    }
  }

  /** Serves one peer for as long as this leadership lasts. */
  private async peerLoop(peer: Peer, term: number): Promise<void> {
    while (this.leads(term)) {
      const sentMs = performance.now();
      const sending =
        peer.nextIndex > this.disk.cut ? this.sendLog(peer, term) : this.sendCut(peer, term);
      const outcome = await Promise.race([sending, sleep(patienceMs)]);
      if (outcome === 'rejected') continue;
      if (outcome === 'taken' && peer.nextIndex <= this.lastIndex) continue;
      const restMs = heartbeatMs - (performance.now() - sentMs);
      if (restMs > 0 && this.leads(term)) await this.news.wait(restMs);
    }
  }

  private leads(term: number): boolean {
    return this.role === 'leader' && this.disk.currentTerm === term;
  }

  // Elections.

  private campaign(): void {
    const { disk } = this;
    this.role = 'candidate';
    disk.currentTerm++;
    disk.votedFor = this.me;
    this.save();
    this.heardMs = performance.now();
    const term = disk.currentTerm;
    const args: RequestVoteArgs = {
      term,
      candidateId: this.me,
      lastLogIndex: this.lastIndex,
      lastLogTerm: this.termAt(this.lastIndex),
    };
    const voters = new Set([this.me]);
    const count = (): void => {
      if (this.role !== 'candidate' || this.disk.currentTerm !== term) return;
      if (voters.size > this.peers.length / 2) this.lead();
    };
    this.peers.forEach((end, peer) => {
      if (peer !== this.me) void this.ask(end, args, () => voters.add(peer)).then(count);
    });
    count();
  }

  private async ask(
    end: ClientEnd<Rpcs>,
    args: RequestVoteArgs,
    granted: () => void,
  ): Promise<void> {
    const reply = await end.Call('Raft.RequestVote', args);
    if (reply === undefined) return;
    this.learn(reply.term);
    if (reply.voteGranted) granted();
  }

  private lead(): void {
    this.role = 'leader';
    this.followers = this.peers
      .filter((_, peer) => peer !== this.me)
      .map((end) => ({ end, nextIndex: this.lastIndex + 1, matchIndex: 0 }));
    for (const peer of this.followers) void this.peerLoop(peer, this.disk.currentTerm);
  }

  /** A higher term in any message ends whatever this server was. */
  private learn(term: number): void {
    if (term <= this.disk.currentTerm) return;
    if (this.role === 'leader') this.heardMs = performance.now();
    this.disk.currentTerm = term;
    this.disk.votedFor = null;
    this.role = 'follower';
    this.save();
    this.news.ring();
  }

  RequestVote(args: RequestVoteArgs): RequestVoteReply {
    this.learn(args.term);
    const { disk } = this;
    const term = disk.currentTerm;
    const mine = this.termAt(this.lastIndex);
    const isOlder =
      args.lastLogTerm < mine || (args.lastLogTerm === mine && args.lastLogIndex < this.lastIndex);
    if (args.term < term || isOlder || (disk.votedFor ?? args.candidateId) !== args.candidateId) {
      return { term, voteGranted: false };
    }
    disk.votedFor = args.candidateId;
    this.save();
    this.heardMs = performance.now();
    return { term, voteGranted: true };
  }

  // Replication.

  /** Gives undefined when there is nothing to go on: no answer, or one that comes too late. */
  private async sendLog(peer: Peer, term: number): Promise<'taken' | 'rejected' | undefined> {
    const { cut, log } = this.disk;
    const prevLogIndex = peer.nextIndex - 1;
    const args: AppendEntriesArgs = {
      term,
      leaderId: this.me,
      prevLogIndex,
      prevLogTerm: this.termAt(prevLogIndex),
      entries: log.slice(prevLogIndex - cut),
      leaderCommit: this.commitIndex,
    };
    const reply = await peer.end.Call('Raft.AppendEntries', args);
    if (reply === undefined) return undefined;
    this.learn(reply.term);
    if (!this.leads(term)) return undefined;
    if (reply.success) {
      this.confirm(peer, prevLogIndex + args.entries.length);
      return 'taken';
    }
    if (reply.tryIndex === undefined || peer.nextIndex !== prevLogIndex + 1) return undefined;
    peer.nextIndex = Math.max(Math.min(reply.tryIndex, prevLogIndex), peer.matchIndex + 1);
    return 'rejected';
  }

  private async sendCut(peer: Peer, term: number): Promise<'taken' | undefined> {
    const { cut, cutTerm } = this.disk;
    const args: InstallSnapshotArgs = {
      term,
      leaderId: this.me,
      lastIncludedIndex: cut,
      lastIncludedTerm: cutTerm,
      data: this.snapshot,
    };
    const reply = await peer.end.Call('Raft.InstallSnapshot', args);
    if (reply === undefined) return undefined;
    this.learn(reply.term);
    if (!this.leads(term)) return undefined;
    this.confirm(peer, cut);
    return 'taken';
  }

  private confirm(peer: Peer, index: number): void {
    peer.matchIndex = Math.max(peer.matchIndex, index);
    peer.nextIndex = Math.max(peer.nextIndex, index + 1);
    this.advanceCommit();
  }

  private advanceCommit(): void {
    const held = [this.lastIndex, ...this.followers.map((peer) => peer.matchIndex)];
    held.sort((a, b) => a - b);
    const index = held[Math.ceil(held.length / 2) - 1] ?? 0;
    // Of the present term only (§5.4.2).
    if (index > this.commitIndex && this.termAt(index) === this.disk.currentTerm) {
      this.commitTo(index);
    }
  }

  private commitTo(index: number): void {
    if (index <= this.commitIndex) return;
    this.commitIndex = index;
    this.committed.ring();
  }

  AppendEntries(args: AppendEntriesArgs): GuidedReply {
    this.learn(args.term);
    const { disk } = this;
    const term = disk.currentTerm;
    if (args.term < term) return { term, success: false };
    this.role = 'follower';
    this.heardMs = performance.now();
    const { prevLogIndex } = args;
    if (prevLogIndex > this.lastIndex)
      return { term, success: false, tryIndex: this.lastIndex + 1 };
    if (prevLogIndex >= disk.cut && this.termAt(prevLogIndex) !== args.prevLogTerm) {
      return { term, success: false, tryIndex: this.firstOfSameTerm(prevLogIndex) };
    }
    this.take(prevLogIndex, args.entries);
    this.commitTo(Math.min(args.leaderCommit, prevLogIndex + args.entries.length));
    return { term, success: true };
  }

  private firstOfSameTerm(index: number): number {
    const term = this.termAt(index);
    let first = index;
    while (first - 1 > this.disk.cut && this.termAt(first - 1) === term) first--;
    return first;
  }

  private take(prevLogIndex: number, entries: readonly LogEntry[]): void {
    const { disk } = this;
    let index = prevLogIndex;
    for (const [i, entry] of entries.entries()) {
      index++;
      if (index <= disk.cut) continue;
      if (index <= this.lastIndex && this.termAt(index) === entry.term) continue;
      disk.log.splice(index - disk.cut - 1, Infinity, ...entries.slice(i));
      this.save();
      return;
    }
  }

  InstallSnapshot(args: InstallSnapshotArgs): InstallSnapshotReply {
    this.learn(args.term);
    const term = this.disk.currentTerm;
    if (args.term < term) return { term };
    this.role = 'follower';
    this.heardMs = performance.now();
    if (args.lastIncludedIndex <= this.commitIndex) return { term };
    this.cutLog(args.lastIncludedIndex, args.lastIncludedTerm);
    this.snapshot = args.data;
    this.save();
    this.commitTo(args.lastIncludedIndex);
    return { term };
  }

  // The log.

  private get lastIndex(): number {
    return this.disk.cut + this.disk.log.length;
  }

  private termAt(index: number): number {
    const { cut, cutTerm, log } = this.disk;
    return index === cut ? cutTerm : (log[index - cut - 1]?.term ?? -1);
  }

  private cutLog(index: number, term: number): void {
    const { disk } = this;
    disk.log = this.termAt(index) === term ? disk.log.slice(index - disk.cut) : [];
    disk.cut = index;
    disk.cutTerm = term;
  }

  private save(): void {
    this.persister.Save(encode(this.disk), this.snapshot);
  }
}

function sleep(durationMs: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, durationMs);
  });
}

/** Creates a Raft server; the contract is in raft/raft.ts. */
export function Make(
  peers: ClientEnd<Rpcs>[],
  me: number,
  persister: Persister,
  applyCh: ApplyCh,
): Raft {
  return new LoopingRaft(peers, me, persister, applyCh);
}
