import { decode, encode } from '../../../labgob/index.ts';
import type { LogEntry } from '../../../raft/index.ts';
import type { Belief } from './belief.ts';

/** What can be read out of a server's saved Raft state, as far as it uses Figure 2's words. */
export interface Disk {
  readonly currentTerm?: number;
  readonly votedFor?: number | null;
  readonly lastIncludedIndex?: number;
  readonly lastIncludedTerm?: number;
  /** Entries from index `from` on. */
  readonly log?: { readonly from: number; readonly entries: readonly LogEntry[] };
}

const known = new WeakMap<Uint8Array, unknown>();

/**
 * Reads saved bytes. Implementations are free in what they save, so only fields with the paper's names
 * and sensible values count, and a log only where it is plain at which index it begins.
 */
export function readDisk(belief: Belief): Disk {
  const { disk } = belief;
  if (disk === undefined || disk.length === 0) return {};
  if (!known.has(disk)) known.set(disk, decodeOrNothing(disk));
  const saved = known.get(disk);
  if (typeof saved !== 'object' || saved === null) return {};
  const fields = saved as Readonly<Record<string, unknown>>;
  const { votedFor } = fields;
  return {
    ...wholeNumber(fields, 'currentTerm'),
    ...wholeNumber(fields, 'lastIncludedIndex'),
    ...wholeNumber(fields, 'lastIncludedTerm'),
    ...(votedFor === null || votedFor === -1
      ? { votedFor: null }
      : wholeNumber(fields, 'votedFor')),
    ...savedLog(fields, belief),
  };
}

function wholeNumber(fields: Readonly<Record<string, unknown>>, name: string): object {
  const value = fields[name];
  return Number.isSafeInteger(value) && (value as number) >= 0 ? { [name]: value } : {};
}

/** Some keep a dummy in place 0 of the log and some do not; what was applied decides. */
function savedLog(fields: Readonly<Record<string, unknown>>, belief: Belief): Pick<Disk, 'log'> {
  const { log, lastIncludedIndex = 0 } = fields;
  if (!isLog(log) || typeof lastIncludedIndex !== 'number') return {};
  const [first] = log;
  if (first === undefined) return { log: { from: lastIncludedIndex + 1, entries: [] } };
  const hasDummy = first.command === undefined || first.command === null;
  const applied = belief.lastCommand;
  const skip = hasDummy ? 1 : 0;
  const entry =
    applied === undefined ? undefined : log[applied.index - lastIncludedIndex - 1 + skip];
  if (applied !== undefined && entry !== undefined && !isEqual(entry.command, applied.bytes))
    return {};
  return { log: { from: lastIncludedIndex + 1, entries: log.slice(skip) } };
}

function isEqual(command: unknown, bytes: Uint8Array): boolean {
  const own = encode(command);
  return own.length === bytes.length && own.every((byte, i) => byte === bytes[i]);
}

function decodeOrNothing(bytes: Uint8Array): unknown {
  try {
    return decode(bytes);
  } catch {
    return undefined;
  }
}

/** Whether a value is a list of log entries, as the contract has them. */
function isLog(value: unknown): value is readonly LogEntry[] {
  return (
    Array.isArray(value) &&
    value.every(
      (entry: unknown) =>
        typeof entry === 'object' &&
        entry !== null &&
        'term' in entry &&
        typeof entry.term === 'number' &&
        'command' in entry,
    )
  );
}
