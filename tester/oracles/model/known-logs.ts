import type { LogHistory } from './log-history.ts';
import type { AppendRequest, InstallRequest } from './message.ts';
import { emptyLog, type LastEntry } from './last-entry.ts';

/** What messages tell about logs: of leaders by what they send, of followers by what they receive. */
export class KnownLogs {
  readonly #history: LogHistory;
  readonly #leaderLastEntries = new Map<number, LastEntry>();

  constructor(history: LogHistory) {
    this.#history = history;
  }

  /** The longest log that the leader of a term has shown. */
  ofLeader(term: number): LastEntry {
    return this.#leaderLastEntries.get(term) ?? emptyLog;
  }

  /** The leader of a term has shown that its log goes up to there. */
  show(term: number, lastEntry: LastEntry): void {
    if (lastEntry.index > this.ofLeader(term).index) this.#leaderLastEntries.set(term, lastEntry);
  }

  /**
   * The log of a server that held `known` and now agrees with a leader's up to `shown`. Entries behind
   * that it keeps for certain only where the leader is known to have the same.
   */
  longer(known: LastEntry, shown: LastEntry, leaderTerm: number): LastEntry {
    if (shown.index > known.index) return shown;
    if (shown.index === known.index && shown.term === known.term) return known;
    const same = this.#history.termAt(this.ofLeader(leaderTerm), known.index) === known.term;
    return same ? known : shown;
  }

  /** What certainly remains of a log when a leader's message arrives that may contradict its end. */
  cut(lastEntry: LastEntry, request: AppendRequest | InstallRequest): LastEntry {
    if (request.kind === 'append') return this.#cutByEntries(lastEntry, request);
    const { lastIncludedIndex, lastIncludedTerm } = request;
    // Figure 13, step 6: what follows the snapshot's last entry in the log stays.
    return this.#history.termAt(lastEntry, lastIncludedIndex) === lastIncludedTerm
      ? lastEntry
      : emptyLog;
  }

  #cutByEntries(lastEntry: LastEntry, request: AppendRequest): LastEntry {
    const { entries, prevLogIndex, prevLogTerm } = request;
    const termOf = (index: number): number | undefined =>
      index === prevLogIndex ? prevLogTerm : entries[index - prevLogIndex - 1]?.term;
    const agrees = (index: number): boolean =>
      this.#history.termAt(lastEntry, index) === termOf(index);
    const last = Math.min(lastEntry.index, request.lastIndex);
    // One equal entry means that all before it are equal too.
    if (last < prevLogIndex || agrees(last)) return lastEntry;
    let index = prevLogIndex;
    while (index < last && agrees(index)) index++;
    const term = index < 2 ? undefined : this.#history.termAt(lastEntry, index - 1);
    return term === undefined ? emptyLog : { index: index - 1, term };
  }
}
