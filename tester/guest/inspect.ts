import { encode } from '../../labgob/index.ts';

/** The fields of an `Inspection` other than the log; what else an answer holds is not looked at. */
const fields = [
  'role',
  'currentTerm',
  'votedFor',
  'commitIndex',
  'lastApplied',
  'lastIncludedIndex',
  'lastIncludedTerm',
  'nextIndex',
  'matchIndex',
];

interface Entry {
  readonly term: number;
  readonly command: unknown;
}

/**
 * Turns one server's successive answers of `Inspect` into what changed from one to the next, so that a
 * long log costs nothing as long as it stays the same. Copies everything it remembers, for an
 * implementation may go on changing the very arrays it answered with.
 */
export class InspectionChanges {
  #last: Record<string, string> = {};
  #log: Entry[] | undefined;

  /**
   * The change since the last answer as labgob bytes of `{ set?, unset?, log? }`, where `log` is
   * `{ from, entries }` (entries from that position in the array on) or null; undefined when nothing
   * changed.
   *
   * @throws when the answer holds something that cannot be shown
   */
  next(answer: Record<string, unknown>): Uint8Array | undefined {
    const set: Record<string, unknown> = {};
    const unset: string[] = [];
    for (const name of fields) {
      const value = answer[name];
      const text = value === undefined ? '' : JSON.stringify(value);
      if (text === (this.#last[name] ?? '')) continue;
      this.#last[name] = text;
      if (value === undefined) unset.push(name);
      else set[name] = value;
    }
    const change = {
      ...(Object.keys(set).length > 0 ? { set } : {}),
      ...(unset.length > 0 ? { unset } : {}),
      ...this.#logChange(answer.log),
    };
    return Object.keys(change).length === 0 ? undefined : encode(change);
  }

  #logChange(value: unknown): object {
    if (value === undefined || value === null) {
      if (this.#log === undefined) return {};
      this.#log = undefined;
      return { log: null };
    }
    if (!Array.isArray(value)) throw new TypeError('Inspect must give the log as an array');
    const old = this.#log;
    const log: readonly unknown[] = value;
    let from = 0;
    while (old !== undefined && from < log.length && isSame(old[from], log[from])) from++;
    if (old !== undefined && from === log.length && from === old.length) return {};
    const entries: Entry[] = [];
    for (let i = from; i < log.length; i++) entries.push(toEntry(log[i]));
    this.#log = [...(old ?? []).slice(0, from), ...entries];
    return { log: { from, entries } };
  }
}

/** Objects as commands may have changed inside, so only what is compared by value can be the same. */
function isSame(old: Entry | undefined, entry: unknown): boolean {
  if (old === undefined || typeof entry !== 'object' || entry === null) return false;
  const { term, command } = entry as Partial<Entry>;
  if (old.term !== term) return false;
  return typeof command === 'object'
    ? command === null && old.command === null
    : Object.is(command, old.command);
}

function toEntry(entry: unknown): Entry {
  const { term, command } = (entry ?? {}) as Partial<Entry>;
  if (typeof term !== 'number') {
    throw new TypeError(`Inspect must give log entries { term, command }, got ${String(entry)}`);
  }
  return { term, command };
}
