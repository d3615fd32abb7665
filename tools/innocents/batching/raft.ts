// A correct Raft server that saves messages: commands wait a few milliseconds for others to travel
// along, heartbeats are rare, and a follower whose log does not match is brought up from what it knows
// to be committed, in a single step. Everything that happens is one of a few named events.

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

/** How long a command waits for others. */
const batchMs = 5;
/** Rare, and so the election timeout is long. */
const heartbeatMs = 180;
const electionMs = { min: 600, spread: 500 };

/** A rejection carries an index up to which the follower is certain to agree with every leader. */
interface AnchoredReply extends AppendEntriesReply {
  readonly committed?: number;
}

type Rpcs = Omit<RaftRpcs, 'Raft.AppendEntries'> & {
  'Raft.AppendEntries': { args: AppendEntriesArgs; reply: AnchoredReply };
};

/** The place of an entry: what two logs are compared by. */
interface Place {
  readonly index: number;
  readonly term: number;
}

interface Saved {
  readonly term: number;
  readonly vote: number | undefined;
  readonly base: Place;
  readonly entries: readonly LogEntry[];
}

/** What a leader keeps of a follower. */
class Follower {
  next: number;
  match = 0;
  /** Counts RPCs, so that only the answer to the latest one steers what is sent next. */
  latest = 0;
  isWaiting = false;

  constructor(next: number) {
    this.next = next;
  }
}

type Role =
  | { readonly kind: 'follower' }
  | { readonly kind: 'candidate'; readonly voters: Set<number> }
  | { readonly kind: 'leader'; readonly followers: ReadonlyMap<number, Follower> };

class BatchingRaft implements Raft {
  private readonly peers: ReadonlyMap<number, ClientEnd<Rpcs>>;
  private readonly me: number;
  private readonly majority: number;
  private readonly persister: Persister;
  private readonly applyCh: ApplyCh;

  private term = 0;
  private vote: number | undefined;
  /** The last entry that the snapshot stands for. */
  private base: Place = { index: 0, term: 0 };
  private entries: readonly LogEntry[] = [];
  private snapshot: Uint8Array;

  private role: Role = { kind: 'follower' };
  private committed: number;
  private applied: number;
  private isApplying = false;
  private isKilled = false;
  /** Runs out when this server should speak: the election timeout, or the leader's next heartbeat. */
  private timer: Timeout | undefined;
  /** Runs while a batch is open. */
  private batchTimer: Timeout | undefined;

  constructor(
    peers: readonly ClientEnd<Rpcs>[],
    me: number,
    persister: Persister,
    applyCh: ApplyCh,
  ) {
    this.peers = new Map([...peers.entries()].filter(([peer]) => peer !== me));
    this.me = me;
    this.majority = Math.floor(peers.length / 2) + 1;
    this.persister = persister;
    this.applyCh = applyCh;
    this.snapshot = persister.ReadSnapshot();
    const bytes = persister.ReadRaftState();
    if (bytes.length > 0) {
      const saved = decode(bytes) as Saved;
      ({ term: this.term, vote: this.vote, base: this.base, entries: this.entries } = saved);
    }
    this.committed = this.base.index;
    this.applied = this.base.index;
    this.awaitLeader();
  }

  GetState(): RaftState {
    return { term: this.term, isLeader: this.role.kind === 'leader' };
  }

  Start(command: Command): StartResult {
    const { term } = this;
    if (this.role.kind !== 'leader') return { index: -1, term, isLeader: false };
    this.entries = [...this.entries, { term, command }];
    this.save();
    this.batchTimer ??= setTimeout(() => {
      this.closeBatch();
    }, batchMs);
    return { index: this.last.index, term, isLeader: true };
  }

  Snapshot(index: number, snapshot: Uint8Array): void {
    if (index <= this.base.index) return;
    this.moveBase({ index, term: this.termAt(index) });
    this.snapshot = new Uint8Array(snapshot);
    this.save();
  }

  PersistBytes(): number {
    return this.persister.RaftStateSize();
  }

  Kill(): void {
    this.isKilled = true;
    this.role = { kind: 'follower' };
    clearTimeout(this.timer);
    clearTimeout(this.batchTimer);
  }

  // Time.

  private awaitLeader(): void {
    clearTimeout(this.timer);
    if (this.isKilled) return;
    this.timer = setTimeout(
      () => {
        this.onElectionTimeout();
      },
      electionMs.min + Math.random() * electionMs.spread,
    );
  }

  private onElectionTimeout(): void {
    const candidate = { kind: 'candidate', voters: new Set([this.me]) } as const;
    this.role = candidate;
    this.term++;
    this.vote = this.me;
    this.save();
    this.awaitLeader();
    const { index: lastLogIndex, term: lastLogTerm } = this.last;
    const args = { term: this.term, candidateId: this.me, lastLogIndex, lastLogTerm };
    for (const [peer, end] of this.peers) {
      void end.Call('Raft.RequestVote', args).then((reply) => {
        if (reply === undefined || this.isOutdated(candidate, reply.term)) return;
        if (reply.voteGranted) candidate.voters.add(peer);
        this.leadWith(candidate.voters);
      });
    }
    this.leadWith(candidate.voters);
  }

  private leadWith(voters: ReadonlySet<number>): void {
    if (voters.size < this.majority) return;
    const next = this.last.index + 1;
    const followers = new Map([...this.peers.keys()].map((peer) => [peer, new Follower(next)]));
    this.role = { kind: 'leader', followers };
    this.onHeartbeat();
  }

  private onHeartbeat(): void {
    this.sendToAll('everybody');
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.onHeartbeat();
    }, heartbeatMs);
  }

  private closeBatch(): void {
    this.batchTimer = undefined;
    this.advance();
    this.sendToAll('whoever waits for nothing');
  }

  // Leading.

  private sendToAll(whom: 'everybody' | 'whoever waits for nothing'): void {
    if (this.role.kind !== 'leader') return;
    for (const [peer, follower] of this.role.followers) {
      const isDue = whom === 'everybody' || !follower.isWaiting;
      if (isDue) void this.send(peer, follower, this.role);
    }
  }

  private async send(peer: number, follower: Follower, role: Role): Promise<void> {
    const call = ++follower.latest;
    follower.isWaiting = true;
    const outcome =
      follower.next > this.base.index
        ? await this.sendEntries(peer, follower, role)
        : await this.sendSnapshot(peer, follower, role);
    if (call !== follower.latest) return;
    follower.isWaiting = false;
    // What was lost waits for the next heartbeat or batch: the follower may be down.
    if (outcome === 'lost' || this.role !== role) return;
    if (outcome === 'rejected' || follower.next <= this.last.index) {
      void this.send(peer, follower, role);
    }
  }

  private async sendEntries(
    peer: number,
    follower: Follower,
    role: Role,
  ): Promise<'lost' | 'taken' | 'rejected'> {
    const prevLogIndex = follower.next - 1;
    const args: AppendEntriesArgs = {
      term: this.term,
      leaderId: this.me,
      prevLogIndex,
      prevLogTerm: this.termAt(prevLogIndex),
      entries: this.entries.slice(prevLogIndex - this.base.index),
      leaderCommit: this.committed,
    };
    const reply = await this.peers.get(peer)?.Call('Raft.AppendEntries', args);
    if (reply === undefined || this.isOutdated(role, reply.term)) return 'lost';
    if (reply.success) {
      this.onHolds(follower, prevLogIndex + args.entries.length);
      return 'taken';
    }
    const isAboutPresent = follower.next === prevLogIndex + 1;
    if (reply.committed === undefined || !isAboutPresent) return 'lost';
    follower.next = Math.max(Math.min(reply.committed + 1, prevLogIndex), follower.match + 1);
    return 'rejected';
  }

  private async sendSnapshot(
    peer: number,
    follower: Follower,
    role: Role,
  ): Promise<'lost' | 'taken'> {
    const args: InstallSnapshotArgs = {
      term: this.term,
      leaderId: this.me,
      lastIncludedIndex: this.base.index,
      lastIncludedTerm: this.base.term,
      data: this.snapshot,
    };
    const reply = await this.peers.get(peer)?.Call('Raft.InstallSnapshot', args);
    if (reply === undefined || this.isOutdated(role, reply.term)) return 'lost';
    this.onHolds(follower, args.lastIncludedIndex);
    return 'taken';
  }

  private onHolds(follower: Follower, index: number): void {
    follower.match = Math.max(follower.match, index);
    follower.next = Math.max(follower.next, index + 1);
    this.advance();
  }

  private advance(): void {
    if (this.role.kind !== 'leader') return;
    const ends = [...this.role.followers.values()].map((follower) => follower.match);
    const byHeight = [...ends, this.last.index].sort((a, b) => b - a);
    const held = byHeight[this.majority - 1] ?? 0;
    if (held > this.committed && this.termAt(held) === this.term) this.commit(held);
  }

  /** Whether an answer comes too late, to a role that is over; a newer term in it ends the role. */
  private isOutdated(role: Role, term: number): boolean {
    if (this.isKilled) return true;
    if (term > this.term) this.enter(term);
    return this.role !== role;
  }

  // Following.

  private enter(term: number): void {
    this.term = term;
    this.vote = undefined;
    this.save();
    this.follow();
  }

  private follow(): void {
    const before = this.role.kind;
    if (before === 'follower') return;
    this.role = { kind: 'follower' };
    clearTimeout(this.batchTimer);
    this.batchTimer = undefined;
    // A leader's timer was for heartbeats.
    if (before === 'leader') this.awaitLeader();
  }

  RequestVote({ term, candidateId, lastLogIndex, lastLogTerm }: RequestVoteArgs): RequestVoteReply {
    if (term > this.term) this.enter(term);
    const { last } = this;
    const isUpToDate =
      lastLogTerm === last.term ? lastLogIndex >= last.index : lastLogTerm > last.term;
    const isFree = this.vote === undefined || this.vote === candidateId;
    if (term < this.term || !isFree || !isUpToDate) return { term: this.term, voteGranted: false };
    this.vote = candidateId;
    this.save();
    this.awaitLeader();
    return { term, voteGranted: true };
  }

  AppendEntries(args: AppendEntriesArgs): AnchoredReply {
    if (args.term < this.term) return { term: this.term, success: false };
    if (args.term > this.term) this.enter(args.term);
    this.follow();
    this.awaitLeader();
    const { term } = this;
    const prev = args.prevLogIndex;
    const matches =
      prev < this.base.index || (prev <= this.last.index && this.termAt(prev) === args.prevLogTerm);
    if (!matches) return { term, success: false, committed: this.committed };
    this.merge(prev, args.entries);
    this.commit(Math.min(args.leaderCommit, prev + args.entries.length));
    return { term, success: true };
  }

  private merge(prev: number, entries: readonly LogEntry[]): void {
    const isNew = (entry: LogEntry, i: number): boolean => {
      const index = prev + 1 + i;
      if (index <= this.base.index) return false;
      return index > this.last.index || this.termAt(index) !== entry.term;
    };
    const first = entries.findIndex(isNew);
    if (first === -1) return;
    const kept = this.entries.slice(0, prev + first - this.base.index);
    this.entries = [...kept, ...entries.slice(first)];
    this.save();
  }

  InstallSnapshot(args: InstallSnapshotArgs): InstallSnapshotReply {
    if (args.term < this.term) return { term: this.term };
    if (args.term > this.term) this.enter(args.term);
    this.follow();
    this.awaitLeader();
    const { lastIncludedIndex: index, lastIncludedTerm: term, data } = args;
    if (index > this.committed) {
      this.moveBase({ index, term });
      this.snapshot = data;
      this.save();
      this.commit(index);
    }
    return { term: this.term };
  }

  // Log and service.

  private get last(): Place {
    const index = this.base.index + this.entries.length;
    return { index, term: this.termAt(index) };
  }

  private termAt(index: number): number {
    if (index === this.base.index) return this.base.term;
    return this.entries[index - this.base.index - 1]?.term ?? -1;
  }

  private moveBase(base: Place): void {
    const follows = this.termAt(base.index) === base.term;
    this.entries = follows ? this.entries.slice(base.index - this.base.index) : [];
    this.base = base;
  }

  private save(): void {
    const { term, vote, base, entries } = this;
    const saved: Saved = { term, vote, base, entries };
    this.persister.Save(encode(saved), this.snapshot);
  }

  private commit(index: number): void {
    if (index <= this.committed) return;
    this.committed = index;
    if (!this.isApplying) void this.apply();
  }

  private async apply(): Promise<void> {
    this.isApplying = true;
    while (this.applied < this.committed && !this.isKilled) {
      if (this.applied < this.base.index) {
        const { index, term } = this.base;
        this.applied = index;
        await this.applyCh.send({ kind: 'snapshot', snapshot: this.snapshot, index, term });
      } else {
        const index = ++this.applied;
        const command = this.entries[index - this.base.index - 1]?.command;
        await this.applyCh.send({ kind: 'command', command, index });
      }
    }
    this.isApplying = false;
  }
}

/** Creates a Raft server; the contract is in raft/raft.ts. */
export function Make(
  peers: ClientEnd<Rpcs>[],
  me: number,
  persister: Persister,
  applyCh: ApplyCh,
): Raft {
  return new BatchingRaft(peers, me, persister, applyCh);
}
