import { addExtension, Packr } from 'msgpackr/pack';
import { NegativeZero } from './negative-zero.ts';
import { LabgobError, readyToTravel } from './travel.ts';

// Records write the field names of equal-shaped objects once, so a log of entries stays small.
const packr = new Packr({ useRecords: true, copyBuffers: true, useToJSON: false });
addExtension({ Class: NegativeZero, type: 1, pack: () => new Uint8Array(0), unpack: () => -0 });

/**
 * Turns a value into bytes: what RPC arguments, replies and persisted state are made of. The same
 * value always gives the same bytes.
 *
 * Travels: null, undefined, booleans, strings, all numbers (also NaN, the infinities and -0),
 * bigints of 64 bits, Uint8Array, arrays, and plain objects of these. An object seen twice arrives
 * as two copies, a hole in an array as undefined.
 *
 * @throws LabgobError for anything else (functions, symbols, class instances, Map, Set, Date,
 *   promises, cycles), naming the path to the offending value
 */
export function encode(value: unknown): Uint8Array {
  // The packer hands out a view of its own buffer; the copy is ours to keep.
  return new Uint8Array(packr.pack(readyToTravel(value)));
}

/**
 * The value that {@link encode} turned into these bytes: a fresh copy, sharing nothing.
 *
 * @throws LabgobError when the bytes are no value, or not a whole one
 */
export function decode(bytes: Uint8Array): unknown {
  try {
    return packr.unpack(bytes);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new LabgobError(`cannot decode ${bytes.length} bytes: ${reason}`);
  }
}
