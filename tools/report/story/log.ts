import type { ServerView } from '../belief/view.ts';

/** A log by its first and last entry, such as `1@1–5@2`; undefined as long as nobody knows it. */
export function showLog({ log, lastIndex, lastTerm, ...view }: ServerView): string | undefined {
  const last = lastIndex === undefined ? undefined : at(lastIndex.value, lastTerm?.value);
  if (log === undefined || log.source === 'message') {
    return last === undefined ? undefined : `?–${last}`;
  }
  const { from, entries } = log.value;
  const [first] = entries;
  if (first !== undefined) {
    return entries.length === 1 ? at(from, first.term) : `${at(from, first.term)}–${last ?? '?'}`;
  }
  return from === 1 ? 'empty' : `empty after ${at(from - 1, view.lastIncludedTerm?.value)}`;
}

/** An entry by index and term: `4@2`. */
export function at(index: number, term: number | undefined): string {
  return `${index}@${term === undefined ? '?' : String(term)}`;
}
