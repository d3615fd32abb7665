import type { Cell, Row } from '../rows/row.ts';

/** A row, and how often the same had happened shortly before. */
export interface Told {
  readonly row: Row;
  readonly count: number;
  /** When it happened first. */
  readonly sinceMs: number;
}

/** What alternates with one or two other things repeats as well. */
const window = 5;

/**
 * Repetitions as the last of them, with their number. Only the term may differ in what counts as the
 * same: a candidate that asks in vain asks again in the next one.
 *
 * @param isKept rows that must be told by themselves
 */
export function foldRepeats(rows: readonly Row[], isKept: (row: Row) => boolean): readonly Told[] {
  const told: (Told & { readonly key: string })[] = [];
  for (const row of rows) {
    const key = isKept(row) ? '' : keyOf(row);
    const place = key === '' ? -1 : told.findLastIndex((other) => other.key === key);
    const isNear = place >= 0 && told.length - place <= window;
    const [before] = isNear ? told.splice(place, 1) : [];
    const { count, sinceMs } = before ?? { count: 0, sinceMs: row.atMs };
    told.push({ row, key, count: count + 1, sinceMs });
  }
  return told;
}

function keyOf({ content }: Row): string {
  if (content.kind === 'across') return content.text;
  return content.cells.map(keyOfCell).join(' | ');
}

function keyOfCell({ server, standing, forms: [text = ''] }: Cell): string {
  const isVain = text.includes('RequestVote') && text.includes('lost');
  const role = isVain ? standing.charAt(0) : standing;
  return `S${server} ${role} ${isVain ? text.replace(/term \d+/, '') : text}`;
}
