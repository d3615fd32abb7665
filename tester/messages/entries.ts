import { doubledIn, fieldsOf, numberIn } from './fields.ts';

/** An entry as a message brings it. */
export interface SentEntry {
  /** Undefined when it has none that is a number. */
  readonly term: number | undefined;
  readonly command: unknown;
}

/** Consecutive entries of one term, up to and including the entry with that number, from 1. */
export interface TermRun {
  readonly term: number;
  readonly count: number;
}

/** What the `entries` of an AppendEntries hold. */
export interface Entries {
  readonly entries: readonly SentEntry[];
  /** Undefined when they are no list of entries that all have a term and a command. */
  readonly runs: readonly TermRun[] | undefined;
  /** A field that one of them has in two spellings: `in entries[0], term 1 and Term 2`. */
  readonly doubled: string | undefined;
}

/** A whole number from 0 up. */
export function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

export function readEntries(value: unknown): Entries {
  if (!Array.isArray(value)) return noList;
  const items: readonly unknown[] = value;
  const runs: { term: number; count: number }[] = [];
  let run: { term: number; count: number } | undefined;
  for (let i = 0; i < items.length; i++) {
    const item = items[i];
    if (!isInPaperSpelling(item)) return readOneByOne(items);
    const { term } = item;
    if (run?.term !== term) {
      run = { term, count: i };
      runs.push(run);
    }
    run.count = i + 1;
  }
  return { entries: items as readonly SentEntry[], runs, doubled: undefined };
}

const noList: Entries = { entries: [], runs: undefined, doubled: undefined };

function isInPaperSpelling(item: unknown): item is { readonly term: number } {
  if (typeof item !== 'object' || item === null) return false;
  if (!('term' in item) || !('command' in item) || !isCount(item.term)) return false;
  return !('Term' in item) && !('Command' in item);
}

/** Entries in Go's spelling, or in none that can be understood. */
function readOneByOne(items: readonly unknown[]): Entries {
  const entries: SentEntry[] = [];
  const runs: TermRun[] = [];
  let isLog = true;
  let doubled: string | undefined;
  for (const [i, item] of items.entries()) {
    const fields = fieldsOf(item);
    const term = numberIn(fields, 'term');
    entries.push({ term, command: fields.command });
    const both = doubledIn(item);
    if (both !== undefined) doubled ??= `in entries[${i}], ${both}`;
    if (!isCount(term) || !('command' in fields)) isLog = false;
    else if (runs.at(-1)?.term === term) runs[runs.length - 1] = { term, count: i + 1 };
    else runs.push({ term, count: i + 1 });
  }
  return { entries, runs: isLog ? runs : undefined, doubled };
}
