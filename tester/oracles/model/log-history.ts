import { encode } from '../../../labgob/index.ts';
import { showValue } from '../../../sim/trace/show.ts';
import type { AppendRequest } from './message.ts';
import type { LastEntry } from './last-entry.ts';

/** Who showed an entry first. */
export interface Source {
  readonly server: number;
  readonly atMs: number;
  readonly how: 'Start' | 'AppendEntries';
}

/** Two statements about the same entries that cannot both be true. */
export interface Conflict {
  readonly what: 'command' | 'prefix' | 'order';
  readonly message: string;
  readonly earlier: Source | undefined;
}

interface Recorded {
  readonly command: unknown;
  readonly source: Source;
}

/** The entries that the leader of one term made. They stand in one piece in every log. */
interface Block {
  /** Entries known of it; `recorded[0]` has index `base`. */
  base: number;
  recorded: (Recorded | undefined)[];
  /** Its first index and the term of the entry before, once both have been seen side by side. */
  start:
    { readonly index: number; readonly termBefore: number; readonly source: Source } | undefined;
}

/**
 * All entries that ever were, by term. A leader's own entries follow each other without a gap, and
 * entries with the same index and term are the same with everything before them (Log Matching, §5.3).
 * So there is one block of entries a term, each standing on one entry of an earlier block; and a log
 * is told by its last entry alone. Whatever contradicts that is a conflict.
 */
export class LogHistory {
  readonly #blocks = new Map<number, Block>();

  /** Enters what a leader sends; gives the first conflict with what was sent before. */
  record(request: AppendRequest, source: Source): Conflict | undefined {
    const { prevLogIndex, entries } = request;
    let termBefore = request.prevLogTerm;
    const claim = this.#conflictOfClaim(prevLogIndex, termBefore);
    if (claim !== undefined) return claim;
    let index = prevLogIndex + 1;
    for (const run of request.runs) {
      if (run.term < termBefore || run.term > request.term)
        return outOfOrder(request, run.term, index);
      const block = this.#block(run.term, index);
      if (run.term !== termBefore) {
        const conflict = setStart(block, run.term, { index, termBefore, source });
        if (conflict !== undefined) return conflict;
      }
      for (; index <= run.lastIndex; index++) {
        const command = entries[index - prevLogIndex - 1]?.command;
        const conflict = enter(block, run.term, index, { command, source });
        if (conflict !== undefined) return conflict;
      }
      termBefore = run.term;
    }
    return undefined;
  }

  /** Enters a command that a leader has accepted. */
  recordStart(index: number, term: number, command: unknown, source: Source): Conflict | undefined {
    return enter(this.#block(term, index), term, index, { command, source });
  }

  /** The term at an index of the log with that last entry; undefined where it is not known. */
  termAt(lastEntry: LastEntry, index: number): number | undefined {
    if (index === 0) return 0;
    if (index > lastEntry.index) return undefined;
    if (index === lastEntry.index) return lastEntry.term;
    let term = lastEntry.term;
    for (;;) {
      const block = this.#blocks.get(term);
      if (block === undefined) return undefined;
      const { start } = block;
      if (start === undefined) return index >= block.base ? term : undefined;
      if (index >= start.index) return term;
      term = start.termBefore;
      if (index === start.index - 1) return term;
    }
  }

  /** The command of an entry, when it has been seen. */
  commandAt(index: number, term: number): { readonly command: unknown } | undefined {
    const block = this.#blocks.get(term);
    return block?.recorded[index - block.base];
  }

  /** The latest term of which there is an entry with that command at an index. */
  termOf(index: number, command: unknown): number | undefined {
    let latest: number | undefined;
    for (const [term, { base, recorded }] of this.#blocks) {
      const entry = recorded[index - base];
      if (entry === undefined || !sameCommand(entry.command, command)) continue;
      if (latest === undefined || term > latest) latest = term;
    }
    return latest;
  }

  /** The lowest index known to hold an entry of that term. */
  firstOf(term: number): number | undefined {
    return this.#blocks.get(term)?.base;
  }

  #conflictOfClaim(index: number, term: number): Conflict | undefined {
    const start = this.#blocks.get(term)?.start;
    if (start === undefined || index >= start.index) return undefined;
    return {
      what: 'prefix',
      message:
        `the entry at index ${index} is said to be of term ${term}, but the first ` +
        `entry of term ${term} was seen at index ${start.index}`,
      earlier: start.source,
    };
  }

  #block(term: number, index: number): Block {
    let block = this.#blocks.get(term);
    if (block === undefined) {
      block = { base: index, recorded: [], start: undefined };
      this.#blocks.set(term, block);
    } else if (index < block.base) {
      const missing = block.base - index;
      block.recorded = [...Array.from({ length: missing }, () => undefined), ...block.recorded];
      block.base = index;
    }
    return block;
  }
}

/** Commands are equal when their bytes are, as for the service. */
export function sameCommand(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object') return false;
  return Buffer.compare(encode(a), encode(b)) === 0;
}

function enter(block: Block, term: number, index: number, entry: Recorded): Conflict | undefined {
  const at = index - block.base;
  const known = block.recorded[at];
  if (known === undefined) {
    while (block.recorded.length < at) block.recorded.push(undefined);
    block.recorded[at] = entry;
    return undefined;
  }
  if (known.command === entry.command || sameCommand(known.command, entry.command))
    return undefined;
  return {
    what: 'command',
    message:
      `the entry of term ${term} at index ${index} is ${showValue(entry.command)}, but ` +
      `it was ${showValue(known.command)} before`,
    earlier: known.source,
  };
}

function setStart(
  block: Block,
  term: number,
  start: NonNullable<Block['start']>,
): Conflict | undefined {
  const known = block.start;
  if (known === undefined && block.base >= start.index) {
    block.start = start;
    return undefined;
  }
  if (known?.index === start.index && known.termBefore === start.termBefore) return undefined;
  const before =
    known === undefined
      ? `already at index ${block.base}`
      : `first at index ${known.index}, after one of term ${known.termBefore}`;
  return {
    what: 'prefix',
    message:
      `the first entry of term ${term} is at index ${start.index}, after one of term ` +
      `${start.termBefore}, but entries of that term were seen ${before}`,
    earlier: known?.source ?? block.recorded.find((entry) => entry !== undefined)?.source,
  };
}

function outOfOrder(request: AppendRequest, term: number, index: number): Conflict {
  return {
    what: 'order',
    message:
      `the entry at index ${index} is of term ${term}, although terms never decrease ` +
      `along a log and never exceed the leader's, which is ${request.term}`,
    earlier: undefined,
  };
}
