/**
 * The last entry of a log. By the Log Matching Property it stands for the whole log up to there:
 * which entries those are is told by the {@link LogHistory}.
 */
export interface LastEntry {
  readonly index: number;
  readonly term: number;
}

export const emptyLog: LastEntry = { index: 0, term: 0 };

/** §5.4.1: below zero when `a` is the less up-to-date log, above when it is the more up-to-date. */
export function compareUpToDate(a: LastEntry, b: LastEntry): number {
  return a.term - b.term || a.index - b.index;
}

export function showLastEntry({ index, term }: LastEntry): string {
  return index === 0 ? 'an empty log' : `index ${index} of term ${term}`;
}
