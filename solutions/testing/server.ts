import { vi } from 'vitest';
import type {
  AppendEntriesArgs,
  ApplyMsg,
  ClientEnd,
  InstallSnapshotArgs,
  LogEntry,
  Persister,
  Raft,
  RaftRpcs,
  RequestVoteArgs,
} from '#raft';
import { Make } from '../raft.ts';

type Method = keyof RaftRpcs;

/** A request that the server has sent and that waits for the test to answer it. */
export interface Sent<Name extends Method = Method> {
  readonly method: Name;
  readonly to: number;
  readonly args: RaftRpcs[Name]['args'];
  /** Delivers a reply, and lets the server act on it. */
  readonly answer: (reply: object) => Promise<void>;
  /** The request or its reply is lost. */
  readonly lose: () => Promise<void>;
}

export interface ServerOptions {
  /** How many servers the cluster has; three unless told otherwise. */
  readonly servers?: number;
  /** What was saved in an earlier life. */
  readonly disk?: Disk;
}

/** Stable storage, which survives the server. */
export class Disk implements Persister {
  saves = 0;
  #state = new Uint8Array();
  #snapshot = new Uint8Array();

  Save(raftstate: Uint8Array, snapshot: Uint8Array = new Uint8Array()): void {
    this.saves++;
    this.#state = raftstate.slice();
    this.#snapshot = snapshot.slice();
  }

  ReadRaftState(): Uint8Array {
    return this.#state.slice();
  }

  RaftStateSize(): number {
    return this.#state.length;
  }

  ReadSnapshot(): Uint8Array {
    return this.#snapshot.slice();
  }

  SnapshotSize(): number {
    return this.#snapshot.length;
  }
}

/**
 * One server of a cluster whose other servers are the test itself: it sees each request that this
 * one sends, answers it or not, and makes requests of its own. Server 0 is the one under test. Time
 * is vitest's fake time.
 */
export class Server {
  readonly raft: Raft;
  readonly disk: Disk;
  readonly applied: ApplyMsg[] = [];
  #sent: Sent[] = [];

  constructor({ servers = 3, disk = new Disk() }: ServerOptions = {}) {
    this.disk = disk;
    const peers = Array.from({ length: servers }, (_, to) => this.#peer(to));
    this.raft = Make(peers, 0, disk, {
      send: (msg) => {
        this.applied.push(msg);
        return Promise.resolve();
      },
    });
  }

  get term(): number {
    return this.raft.GetState().term;
  }

  get isLeader(): boolean {
    return this.raft.GetState().isLeader;
  }

  get role(): string | undefined {
    return this.raft.Inspect?.().role;
  }

  /** The terms of the log's entries, from index 1 on or from behind the snapshot. */
  get logTerms(): readonly number[] {
    return (this.raft.Inspect?.().log ?? []).map(({ term }) => term);
  }

  get commitIndex(): number | undefined {
    return this.raft.Inspect?.().commitIndex;
  }

  /** What has been applied, by index. */
  get appliedCommands(): readonly (readonly [index: number, command: unknown])[] {
    return this.applied.flatMap((msg) => {
      return msg.kind === 'command' ? [[msg.index, msg.command] as const] : [];
    });
  }

  /** The requests sent since the last look, in order. */
  take<Name extends Method>(method: Name): readonly Sent<Name>[] {
    const found = this.#sent.filter((sent): sent is Sent<Name> => sent.method === method);
    this.#sent = this.#sent.filter((sent) => sent.method !== method);
    return found;
  }

  /** Lets the election timer run out; nothing else happens meanwhile. */
  async electionTimeout(): Promise<void> {
    this.#sent = [];
    for (const { term } = this; this.term === term;) await pass(10);
  }

  /** Makes the server leader, by the votes of just a majority; its first heartbeats are unanswered. */
  async elect(): Promise<void> {
    await this.electionTimeout();
    const requests = this.take('Raft.RequestVote');
    const needed = Math.ceil((requests.length + 1) / 2);
    for (const request of requests.slice(0, needed)) {
      await request.answer({ term: request.args.term, voteGranted: true });
    }
  }

  /** A candidate's request, with an up-to-date empty log unless told otherwise. */
  async requestVote(args: Partial<RequestVoteArgs>) {
    const empty = { term: 1, candidateId: 1, lastLogIndex: 0, lastLogTerm: 0 };
    return this.raft.RequestVote({ ...empty, ...args });
  }

  /** A leader's request: a heartbeat behind an empty log unless told otherwise. */
  async appendEntries(args: Partial<AppendEntriesArgs>) {
    const empty = { term: 1, leaderId: 1, prevLogIndex: 0, prevLogTerm: 0 };
    const reply = await this.raft.AppendEntries({
      ...empty,
      entries: [],
      leaderCommit: 0,
      ...args,
    });
    await pass(0);
    return reply;
  }

  async installSnapshot(args: Partial<InstallSnapshotArgs>) {
    const snapshot = { term: 1, leaderId: 1, lastIncludedIndex: 1, lastIncludedTerm: 1 };
    const data = new Uint8Array([1]);
    const reply = await this.raft.InstallSnapshot({ ...snapshot, data, ...args });
    await pass(0);
    return reply;
  }

  #peer(to: number): ClientEnd {
    return {
      Call: <Name extends Method>(method: Name, args: RaftRpcs[Name]['args']) => {
        return new Promise<RaftRpcs[Name]['reply'] | undefined>((resolve) => {
          const settle = async (reply: object | undefined): Promise<void> => {
            resolve(reply as RaftRpcs[Name]['reply'] | undefined);
            await pass(0);
          };
          this.#sent.push({
            method,
            to,
            // As on a network, what is sent is a copy.
            args: structuredClone(args),
            answer: settle,
            lose: () => settle(undefined),
          });
        });
      },
    };
  }
}

/** Lets simulated milliseconds pass, and everything that is due in them happen. */
export async function pass(durationMs: number): Promise<void> {
  await vi.advanceTimersByTimeAsync(durationMs);
}

/** Entries of these terms, each with a command that tells its index when the log begins at 1. */
export function entriesOf(terms: readonly number[], firstIndex = 1): LogEntry[] {
  return terms.map((term, i) => ({ term, command: `${firstIndex + i}@${term}` }));
}
