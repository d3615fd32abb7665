import type { LogEntry } from '#raft';
import type { Conflict } from './rpc.ts';

/**
 * The log of Figure 2. Indexes are absolute and begin at 1, however much of the log's beginning a
 * snapshot has replaced (§7): the rest of Raft never sees where the array starts.
 */
export class Log {
  /** The last index that the snapshot replaces; 0 when there is no snapshot. */
  lastIncludedIndex: number;
  /** The term of the entry that stood at `lastIncludedIndex`. */
  lastIncludedTerm: number;
  /** Another number after each change, by which whoever saves the log knows of it. */
  version = 0;
  /** The entries after the snapshot: `entries[0]` has index `lastIncludedIndex + 1`. */
  private entries: LogEntry[];

  constructor(lastIncludedIndex = 0, lastIncludedTerm = 0, entries: readonly LogEntry[] = []) {
    this.lastIncludedIndex = lastIncludedIndex;
    this.lastIncludedTerm = lastIncludedTerm;
    this.entries = [...entries];
  }

  get lastIndex(): number {
    return this.lastIncludedIndex + this.entries.length;
  }

  get lastTerm(): number {
    return this.term(this.lastIndex);
  }

  /** The entry at an index that is in the log, after the snapshot. */
  entry(index: number): LogEntry {
    const entry = this.entries[index - this.lastIncludedIndex - 1];
    if (entry === undefined) {
      throw new RangeError(
        `no entry at index ${index}: the log holds ` +
          `${this.lastIncludedIndex + 1} to ${this.lastIndex}`,
      );
    }
    return entry;
  }

  /** The term of the entry at an index; also known for the last one that the snapshot replaces. */
  term(index: number): number {
    return index === this.lastIncludedIndex ? this.lastIncludedTerm : this.entry(index).term;
  }

  /** A copy of all entries from `index` on; `index` must lie after the snapshot. */
  entriesFrom(index: number): LogEntry[] {
    return this.entries.slice(index - this.lastIncludedIndex - 1);
  }

  append(entry: LogEntry): void {
    this.entries.push(entry);
    this.version++;
  }

  /**
   * Whether a log ending in this entry is at least as up-to-date as ours (§5.4.1): the later last
   * term wins, and between equal last terms the longer log.
   */
  isUpToDate(lastLogIndex: number, lastLogTerm: number): boolean {
    if (lastLogTerm !== this.lastTerm) return lastLogTerm > this.lastTerm;
    return lastLogIndex >= this.lastIndex;
  }

  /**
   * The consistency check of AppendEntries (§5.3): undefined when our log holds an entry with this
   * index and term, else where the leader should try next.
   */
  conflictAt(prevLogIndex: number, prevLogTerm: number): Conflict | undefined {
    if (prevLogIndex > this.lastIndex) {
      return { conflictTerm: null, conflictIndex: this.lastIndex + 1 };
    }
    // What the snapshot replaces was committed, so every later leader has the same entries there
    // (Leader Completeness, §5.4); there is nothing left to compare, and no need to.
    if (prevLogIndex < this.lastIncludedIndex) return undefined;
    const conflictTerm = this.term(prevLogIndex);
    if (conflictTerm === prevLogTerm) return undefined;
    let conflictIndex = prevLogIndex;
    while (
      conflictIndex > this.lastIncludedIndex + 1 &&
      this.term(conflictIndex - 1) === conflictTerm
    ) {
      conflictIndex--;
    }
    return { conflictTerm, conflictIndex };
  }

  /**
   * The leader's side of the same: the last index not above `index` whose entry has `term`, or
   * undefined when the log, as far as it is known here, has none.
   */
  lastIndexOfTerm(term: number, index: number): number | undefined {
    for (let i = Math.min(index, this.lastIndex); i >= this.lastIncludedIndex; i--) {
      const termHere = this.term(i);
      if (termHere === term) return i;
      // Terms never decrease along a log, so none further down can be equal any more.
      if (termHere < term) return undefined;
    }
    return undefined;
  }

  /**
   * Takes over a leader's entries after `prevLogIndex`, where the logs are known to match. Existing
   * entries are deleted only where they really conflict (Figure 2, AppendEntries 3 and 4): a delayed
   * message may bring fewer entries than we already hold and have acknowledged, and those must stay.
   */
  merge(prevLogIndex: number, entries: readonly LogEntry[]): void {
    for (const [i, entry] of entries.entries()) {
      const index = prevLogIndex + 1 + i;
      if (index <= this.lastIncludedIndex) continue;
      if (index <= this.lastIndex && this.term(index) === entry.term) continue;
      this.entries.length = index - this.lastIncludedIndex - 1;
      this.entries.push(...entries.slice(i));
      this.version++;
      return;
    }
  }

  /**
   * Lets a snapshot replace the log up to this index and term. Entries after it stay if they
   * follow that very entry; otherwise they conflict with it and go too (Figure 13, 6 and 7).
   */
  compact(index: number, term: number): void {
    const isOurs = index <= this.lastIndex && this.term(index) === term;
    this.entries = isOurs ? this.entriesFrom(index + 1) : [];
    this.lastIncludedIndex = index;
    this.lastIncludedTerm = term;
    this.version++;
  }
}
