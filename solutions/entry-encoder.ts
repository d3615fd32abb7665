import { decode, encode } from '#labgob';
import type { LogEntry } from '#raft';
import type { Log } from './log.ts';

/** How many entries are encoded together. */
const blockLength = 64;

/**
 * Encodes the entries of one server's log, in blocks. Encoding a long log anew for every change of
 * its end would make the work grow with the square of its length. A log only ever loses entries at
 * its ends, so while the last entry of a block is there, all before it in the block are the same as
 * ever, and so are its bytes.
 */
export class EntryEncoder {
  /** The bytes of whole blocks, found again by their last entry. */
  private readonly blocks = new WeakMap<LogEntry, Uint8Array>();

  encode(log: Log): Uint8Array[] {
    const blocks: Uint8Array[] = [];
    let first = log.lastIncludedIndex + 1;
    while (first <= log.lastIndex) {
      const end = Math.ceil(first / blockLength) * blockLength;
      const last = Math.min(end, log.lastIndex);
      const isWhole = last - first + 1 === blockLength;
      blocks.push(isWhole ? this.encodeWhole(log, last) : encodeBlock(log, first, last));
      first = last + 1;
    }
    return blocks;
  }

  private encodeWhole(log: Log, last: number): Uint8Array {
    const key = log.entry(last);
    const bytes = this.blocks.get(key) ?? encodeBlock(log, last - blockLength + 1, last);
    this.blocks.set(key, bytes);
    return bytes;
  }
}

/** The entries of blocks that an {@link EntryEncoder} made. */
export function decodeEntries(blocks: readonly Uint8Array[]): LogEntry[] {
  return blocks.flatMap((block) => decode(block) as LogEntry[]);
}

function encodeBlock(log: Log, first: number, last: number): Uint8Array {
  return encode(log.entriesFrom(first).slice(0, last - first + 1));
}
