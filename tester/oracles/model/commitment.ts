import type { Ledger } from './ledger.ts';
import type { AppendRequest } from './message.ts';

/** An entry that is committed, and the term of the first leader that could know it. */
export interface CommittedEntry {
  readonly term: number;
  readonly command: { readonly command: unknown } | undefined;
  readonly leaderTerm: number;
}

/**
 * What is committed, judged from the acknowledgements alone: everything up to an entry of a leader's
 * own term that a majority holds, the leader included (§5.3, §5.4.2). Nothing less may be applied.
 */
export class Commitment {
  readonly #servers: number;
  readonly #ledger: Ledger;
  /** By term: the highest index that each server has acknowledged to the leader of that term. */
  readonly #acknowledged = new Map<number, number[]>();
  readonly #entries: (CommittedEntry | undefined)[] = [undefined];
  #index = 0;
  #held = 0;

  constructor(servers: number, ledger: Ledger) {
    this.#servers = servers;
    this.#ledger = ledger;
  }

  /** The highest index that any leader could have committed by now. */
  get index(): number {
    return this.#index;
  }

  /** The highest index that a majority has ever acknowledged to one leader, of whatever term. */
  get heldByMajority(): number {
    return this.#held;
  }

  /** What is committed at an index; undefined where that is not known. */
  at(index: number): CommittedEntry | undefined {
    return this.#entries[index];
  }

  /** How far a server's log is known to agree with the log of that term's leader. */
  acknowledgedBy(server: number, term: number): number {
    return this.#acknowledged.get(term)?.[server] ?? 0;
  }

  /** Servers other than the leader that have acknowledged an index to the leader of a term. */
  holders(term: number, index: number): readonly number[] {
    const marks = this.#acknowledged.get(term) ?? [];
    return marks.flatMap((mark, server) => (mark >= index ? [server] : []));
  }

  /** A server has acknowledged the leader's log up to an index. Answers whether that was news. */
  acknowledge(term: number, leader: number, server: number, index: number): boolean {
    const marks = this.#marks(term);
    if (server === leader || index <= (marks[server] ?? 0)) return false;
    marks[server] = index;
    const others = marks.filter((_, i) => i !== leader).sort((a, b) => b - a);
    this.#reach(term, others[Math.floor(this.#servers / 2) - 1] ?? 0);
    return true;
  }

  /** A leader has accepted a command: alone it is a majority in a cluster of one. */
  accept(term: number, index: number): void {
    if (this.#servers === 1) this.#reach(term, index);
  }

  /** Terms contradict what is committed: the index in question. */
  contradiction(request: AppendRequest): number | undefined {
    for (const [index, term] of [
      [request.prevLogIndex, request.prevLogTerm],
      [Math.min(request.lastIndex, this.#index), undefined],
    ] as const) {
      if (index === 0 || index < request.prevLogIndex) continue;
      const own = term ?? request.entries[index - request.prevLogIndex - 1]?.term;
      const committed = this.#entries[index];
      if (own === undefined || committed === undefined) continue;
      if (request.term > committed.leaderTerm && own !== committed.term) return index;
    }
    return undefined;
  }

  #marks(term: number): number[] {
    let marks = this.#acknowledged.get(term);
    if (marks === undefined) {
      marks = Array.from({ length: this.#servers }, () => 0);
      this.#acknowledged.set(term, marks);
    }
    return marks;
  }

  #reach(term: number, index: number): void {
    if (index > this.#held) this.#held = index;
    const first = this.#ledger.firstOf(term);
    if (first === undefined || index < first || index <= this.#index) return;
    const tip = { index, term };
    for (let i = this.#index + 1; i <= index; i++) {
      const termHere = this.#ledger.termAt(tip, i);
      this.#entries[i] =
        termHere === undefined
          ? undefined
          : { term: termHere, command: this.#ledger.commandAt(i, termHere), leaderTerm: term };
    }
    this.#index = index;
  }
}
