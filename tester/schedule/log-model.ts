/** The terms of the entries in each server's log, as far as messages and Start's answers tell. */
export class LogModel {
  readonly #logs: number[][];
  #committed = 0;

  constructor(servers: number) {
    this.#logs = Array.from({ length: servers }, () => [0]);
  }

  /** The highest index that a leader has announced as committed. */
  get committed(): number {
    return this.#committed;
  }

  /** The last index of the longest log. */
  get longest(): number {
    return Math.max(...this.#logs.map((log) => log.length - 1));
  }

  lastIndex(server: number): number {
    return this.#log(server).length - 1;
  }

  append(server: number, index: number, term: number): void {
    const log = this.#log(server);
    while (log.length < index) log.push(0);
    log.length = index;
    log.push(term);
  }

  /** Takes over entries as AppendEntries does; gives how many other ones went for them. */
  merge(server: number, prevLogIndex: number, terms: readonly number[]): number {
    const log = this.#log(server);
    while (log.length <= prevLogIndex) log.push(0);
    for (const [i, term] of terms.entries()) {
      const index = prevLogIndex + 1 + i;
      if (log[index] === term) continue;
      const cut = log.length - index;
      log.length = index;
      log.push(...terms.slice(i));
      return cut;
    }
    return 0;
  }

  install(server: number, index: number, term: number): void {
    const log = this.#log(server);
    while (log.length <= index) log.push(0);
    log[index] = term;
  }

  /** A leader announces what is committed; gives how many newly committed entries are older than its term. */
  commit(leader: number, index: number, term: number): number {
    if (index <= this.#committed) return 0;
    const fresh = this.#log(leader).slice(this.#committed + 1, index + 1);
    this.#committed = index;
    return fresh.filter((entryTerm) => entryTerm > 0 && entryTerm < term).length;
  }

  /** Whether a log that ends like that is less up-to-date than a server's (§5.4.1). */
  isBehind(voter: number, log: { lastIndex: number; lastTerm: number }): boolean {
    const own = this.#log(voter);
    const ownTerm = own.at(-1) ?? 0;
    if (log.lastTerm !== ownTerm) return log.lastTerm < ownTerm;
    return log.lastIndex < own.length - 1;
  }

  #log(server: number): number[] {
    return this.#logs[server] ?? [0];
  }
}
