import { decode, encode } from '#labgob';
import type { LogEntry, Persister } from '#raft';
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

/** How many entries are encoded together. */
const blockLength = 64;

/**
 * The persistent state of Figure 2, and the snapshot that stands for the log's beginning (§7).
 * Whoever changes it calls Persist() before anybody outside can learn of the change: once per RPC
 * or command, however many fields it touched, since each time the whole log is written.
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
  /** The bytes of whole blocks, found again by their last entry. */
  private readonly blocks = new WeakMap<LogEntry, Uint8Array>();

  constructor(persister: Persister) {
    this.persister = persister;
    this.ReadPersist();
  }

  Persist(): void {
    const saved: SavedState = {
      currentTerm: this.currentTerm,
      votedFor: this.votedFor,
      lastIncludedIndex: this.log.lastIncludedIndex,
      lastIncludedTerm: this.log.lastIncludedTerm,
      log: this.encodeLog(),
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
    const entries = saved.log.flatMap((block) => decode(block) as LogEntry[]);
    this.log = new Log(saved.lastIncludedIndex, saved.lastIncludedTerm, entries);
    this.snapshot = this.persister.ReadSnapshot();
  }

  /**
   * Encoding a long log anew for every change of its end would make the work grow with the square of
   * its length. A log only ever loses entries at its ends, so while the last entry of a block is
   * there, all before it in the block are the same as ever, and so are its bytes.
   */
  private encodeLog(): Uint8Array[] {
    const blocks: Uint8Array[] = [];
    let first = this.log.lastIncludedIndex + 1;
    while (first <= this.log.lastIndex) {
      const end = Math.ceil(first / blockLength) * blockLength;
      const last = Math.min(end, this.log.lastIndex);
      const isWhole = last - first + 1 === blockLength;
      blocks.push(isWhole ? this.encodeWhole(first, last) : this.encodeBlock(first, last));
      first = last + 1;
    }
    return blocks;
  }

  private encodeWhole(first: number, last: number): Uint8Array {
    const key = this.log.entry(last);
    const bytes = this.blocks.get(key) ?? this.encodeBlock(first, last);
    this.blocks.set(key, bytes);
    return bytes;
  }

  private encodeBlock(first: number, last: number): Uint8Array {
    return encode(this.log.entriesFrom(first).slice(0, last - first + 1));
  }
}
