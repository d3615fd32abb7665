import { decode, encode } from '#labgob';
import type { Persister } from '#raft';
import { decodeEntries, EntryEncoder } from './entry-encoder.ts';
import { Log } from './log.ts';

/** What is written to stable storage besides the snapshot. */
interface SavedState {
  readonly currentTerm: number;
  readonly votedFor: number | null;
  readonly lastIncludedIndex: number;
  readonly lastIncludedTerm: number;
  /** The entries after the snapshot, as blocks of labgob's bytes. */
  readonly log: readonly Uint8Array[];
}

/**
 * The persistent state of Figure 2, and the snapshot that stands for the log's beginning (§7).
 * Whoever may have changed it calls Persist() before anybody outside can learn of the change: once
 * per RPC or command, however many fields were touched, since each time the whole log is written.
 */
export class PersistentState {
  /** Latest term this server has seen. */
  currentTerm = 0;
  /** The candidate that received this server's vote in the current term, or null. */
  votedFor: number | null = null;
  log = new Log();
  /** The service's bytes; none as long as the log begins at 1. */
  snapshot: Uint8Array = new Uint8Array();

  private readonly persister: Persister;
  private readonly encoder = new EntryEncoder();
  /** What stands on disk, as {@link parts}. */
  private onDisk: readonly unknown[];

  constructor(persister: Persister) {
    this.persister = persister;
    this.ReadPersist();
    this.onDisk = this.parts();
  }

  /** Writes everything to stable storage, unless it stands there already. */
  Persist(): void {
    const parts = this.parts();
    if (parts.every((part, i) => part === this.onDisk[i])) return;
    this.onDisk = parts;
    const saved: SavedState = {
      currentTerm: this.currentTerm,
      votedFor: this.votedFor,
      lastIncludedIndex: this.log.lastIncludedIndex,
      lastIncludedTerm: this.log.lastIncludedTerm,
      log: this.encoder.encode(this.log),
    };
    // Both in one step: a log is worthless without the very snapshot that it follows.
    this.persister.Save(encode(saved), this.snapshot);
  }

  PersistBytes(): number {
    return this.persister.RaftStateSize();
  }

  private ReadPersist(): void {
    const bytes = this.persister.ReadRaftState();
    if (bytes.length === 0) return;
    const saved = decode(bytes) as SavedState;
    this.currentTerm = saved.currentTerm;
    this.votedFor = saved.votedFor;
    const entries = decodeEntries(saved.log);
    this.log = new Log(saved.lastIncludedIndex, saved.lastIncludedTerm, entries);
    this.snapshot = this.persister.ReadSnapshot();
  }

  /** One value for each part of the state, which differs whenever that part does. */
  private parts(): readonly unknown[] {
    return [this.currentTerm, this.votedFor, this.log.version, this.snapshot];
  }
}
