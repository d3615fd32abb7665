import { Decoder } from './decoder.ts';
import { Encoder } from './encoder.ts';
import { LabgobError } from './error.ts';

// Each is taken while it works: a getter or a setter of whoever calls may call here once more.
let idleEncoder: Encoder | undefined;
let idleDecoder: Decoder | undefined;

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
  const encoder = idleEncoder ?? new Encoder();
  idleEncoder = undefined;
  try {
    return encoder.encode(value);
  } finally {
    idleEncoder = encoder;
  }
}

/**
 * The value that {@link encode} turned into these bytes: a fresh copy, sharing nothing.
 *
 * @throws LabgobError when the bytes are no value, or not a whole one
 */
export function decode(bytes: Uint8Array): unknown {
  const decoder = idleDecoder ?? new Decoder();
  idleDecoder = undefined;
  try {
    return decoder.decode(bytes);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new LabgobError(`cannot decode ${bytes.length} bytes: ${reason}`);
  } finally {
    idleDecoder = decoder;
  }
}
