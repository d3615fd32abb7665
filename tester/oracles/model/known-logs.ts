import type { Ledger } from './ledger.ts';
import type { AppendRequest, InstallRequest } from './message.ts';
import { emptyLog, type Tip } from './tip.ts';

/** What messages tell about logs: of leaders by what they send, of followers by what they receive. */
export class KnownLogs {
  readonly #ledger: Ledger;
  readonly #leaderTips = new Map<number, Tip>();

  constructor(ledger: Ledger) {
    this.#ledger = ledger;
  }

  /** The longest log that the leader of a term has shown. */
  ofLeader(term: number): Tip {
    return this.#leaderTips.get(term) ?? emptyLog;
  }

  /** The leader of a term has shown that its log goes up to there. */
  show(term: number, tip: Tip): void {
    if (tip.index > this.ofLeader(term).index) this.#leaderTips.set(term, tip);
  }

  /**
   * The log of a server that held `known` and now agrees with a leader's up to `shown`. Entries behind
   * that it keeps for certain only where the leader is known to have the same.
   */
  longer(known: Tip, shown: Tip, leaderTerm: number): Tip {
    if (shown.index > known.index) return shown;
    if (shown.index === known.index && shown.term === known.term) return known;
    const same = this.#ledger.termAt(this.ofLeader(leaderTerm), known.index) === known.term;
    return same ? known : shown;
  }

  /** What certainly remains of a log when a leader's message arrives that may contradict its end. */
  cut(tip: Tip, request: AppendRequest | InstallRequest): Tip {
    if (request.kind === 'append') return this.#cutByEntries(tip, request);
    const { lastIncludedIndex, lastIncludedTerm } = request;
    // Figure 13, step 6: what follows the snapshot's last entry in the log stays.
    return this.#ledger.termAt(tip, lastIncludedIndex) === lastIncludedTerm ? tip : emptyLog;
  }

  #cutByEntries(tip: Tip, request: AppendRequest): Tip {
    const { entries, prevLogIndex, prevLogTerm } = request;
    const termOf = (index: number): number | undefined =>
      index === prevLogIndex ? prevLogTerm : entries[index - prevLogIndex - 1]?.term;
    const agrees = (index: number): boolean => this.#ledger.termAt(tip, index) === termOf(index);
    const last = Math.min(tip.index, request.lastIndex);
    // One equal entry means that all before it are equal too.
    if (last < prevLogIndex || agrees(last)) return tip;
    let index = prevLogIndex;
    while (index < last && agrees(index)) index++;
    const term = index < 2 ? undefined : this.#ledger.termAt(tip, index - 1);
    return term === undefined ? emptyLog : { index: index - 1, term };
  }
}
