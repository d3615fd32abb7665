import { showMarks, type Mark, type Marks } from './acknowledged.ts';
import type { LogHistory } from './log-history.ts';
import type { AppendRequest } from './message.ts';

/** An entry that is committed, and the term of the first leader that could know it. */
export interface CommittedEntry {
  readonly term: number;
  readonly command: { readonly command: unknown } | undefined;
  readonly leaderTerm: number;
  readonly decision: Decision;
}

/** The acknowledgement with which a majority held an entry of its leader's own term. */
export interface Decision {
  readonly leader: number;
  /** The entry that decided; all before it are committed along with it. */
  readonly index: number;
  readonly term: number;
  /** What had been acknowledged by then. */
  readonly marks: Marks;
}

/**
 * What is committed, judged from the acknowledgements alone: everything up to an entry of a leader's
 * own term that a majority holds, the leader included (§5.3, §5.4.2). Nothing less may be applied.
 */
export class Commitment {
  readonly #servers: number;
  readonly #history: LogHistory;
  /** By term: what each server has acknowledged to the leader of that term. */
  readonly #acknowledged = new Map<number, (Mark | undefined)[]>();
  readonly #entries: (CommittedEntry | undefined)[] = [undefined];
  #index = 0;
  #held = 0;

  constructor(servers: number, history: LogHistory) {
    this.#servers = servers;
    this.#history = history;
  }

  /** The highest index that any leader could have committed by now. */
  get index(): number {
    return this.#index;
  }

  /** The highest index that a majority has ever acknowledged to one leader, of whatever term. */
  get heldByMajority(): number {
    return this.#held;
  }

  /** What made everything up to {@link index} committed. */
  get decision(): Decision | undefined {
    return this.#entries[this.#index]?.decision;
  }

  /** What is committed at an index; undefined where that is not known. */
  at(index: number): CommittedEntry | undefined {
    return this.#entries[index];
  }

  /** How far a server's log is known to agree with the log of that term's leader. */
  acknowledgedBy(server: number, term: number): number {
    return this.#acknowledged.get(term)?.[server]?.index ?? 0;
  }

  /** Servers other than the leader that have acknowledged an index to the leader of a term. */
  holders(term: number, index: number): readonly number[] {
    return this.marks(term).flatMap((mark, server) =>
      mark !== undefined && mark.index >= index ? [server] : [],
    );
  }

  /** What each server has acknowledged to the leader of a term by now. */
  marks(term: number): Marks {
    return [...(this.#acknowledged.get(term) ?? [])];
  }

  /** A server has acknowledged the leader's log up to an index. Whether that was news. */
  acknowledge(term: number, leader: number, server: number, mark: Mark): boolean {
    const marks = this.#marks(term);
    if (server === leader || mark.index <= (marks[server]?.index ?? 0)) return false;
    marks[server] = mark;
    const others = marks.filter((_, i) => i !== leader).map((other) => other?.index ?? 0);
    others.sort((a, b) => b - a);
    this.#reach(term, leader, others[Math.floor(this.#servers / 2) - 1] ?? 0);
    return true;
  }

  /** A leader has accepted a command: alone it is a majority in a cluster of one. */
  accept(term: number, leader: number, index: number): void {
    if (this.#servers === 1) this.#reach(term, leader, index);
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

  #marks(term: number): (Mark | undefined)[] {
    let marks = this.#acknowledged.get(term);
    if (marks === undefined) {
      marks = Array.from({ length: this.#servers }, () => undefined);
      this.#acknowledged.set(term, marks);
    }
    return marks;
  }

  #reach(term: number, leader: number, index: number): void {
    if (index > this.#held) this.#held = index;
    const first = this.#history.firstOf(term);
    if (first === undefined || index < first || index <= this.#index) return;
    const lastEntry = { index, term };
    const decision = { leader, index, term, marks: this.marks(term) };
    for (let i = this.#index + 1; i <= index; i++) {
      const termHere = this.#history.termAt(lastEntry, i);
      this.#entries[i] =
        termHere === undefined
          ? undefined
          : {
              term: termHere,
              command: this.#history.commandAt(i, termHere),
              leaderTerm: term,
              decision,
            };
    }
    this.#index = index;
  }
}

/** `index 1498 of term 6, to its leader, server 0, by server 1 up to 1499 (…), server 2 nothing`. */
export function showDecision({ index, leader, marks, term }: Decision): string {
  return (
    `index ${index} of term ${term}, acknowledged to its leader, server ` +
    `${leader}, by ${showMarks(marks, leader)}`
  );
}
