import { code, extension, maxDepth, mostShapes } from './format.ts';
import { TextReader } from './text.ts';

const nothing = new Uint8Array(0);

/** Reads values, one message after the other. */
export class Decoder {
  readonly #texts = new TextReader();
  #bytes: Uint8Array = nothing;
  #at = 0;
  /** The names of the fields of each kind of record so far in this message. */
  #shapes: (readonly string[])[] = [];

  /** The value that the bytes stand for. @throws RangeError when they are none, or not a whole one */
  decode(bytes: Uint8Array): unknown {
    this.#bytes = bytes;
    this.#at = 0;
    this.#shapes = [];
    try {
      const value = this.#read(0);
      if (this.#at < bytes.length) throw new RangeError(`a value ends after ${this.#at}`);
      return value;
    } finally {
      this.#bytes = nothing;
    }
  }

  #read(depth: number): unknown {
    const first = this.#byte();
    if (first < code.firstRecord) return first;
    if (first >= code.lowestNegative) return first - 0x100;
    if (first < code.firstRecord + mostShapes) return this.#record(first, depth);
    if (first >= code.shortArray && first < code.shortText)
      return this.#array(first - code.shortArray, depth);
    if (first >= code.shortText && first < code.null) return this.#text(first - code.shortText);
    return this.#readLong(first, depth);
  }

  /** What does not tell its length by its first byte. */
  #readLong(first: number, depth: number): unknown {
    switch (first) {
      case code.null:
        return null;
      case code.false:
        return false;
      case code.true:
        return true;
      case code.bytes8:
        return this.#binary(this.#byte());
      case code.bytes16:
        return this.#binary(this.#uint16());
      case code.bytes32:
        return this.#binary(this.#uint32());
      case code.extension:
        if (this.#uint16() === extension.negativeZero) return -0;
        break;
      case code.float64:
        return this.#viewOf(8).getFloat64(0);
      case code.uint8:
        return this.#byte();
      case code.uint16:
        return this.#uint16();
      case code.uint32:
        return this.#uint32();
      case code.int8:
        return (this.#byte() << 24) >> 24;
      case code.int16:
        return (this.#uint16() << 16) >> 16;
      case code.int32:
        return this.#uint32() | 0;
      case code.int64:
        return this.#viewOf(8).getBigInt64(0);
      case code.extension1:
        return this.#extension(depth);
      case code.text8:
        return this.#text(this.#byte());
      case code.text16:
        return this.#text(this.#uint16());
      case code.text32:
        return this.#text(this.#uint32());
      case code.array16:
        return this.#array(this.#uint16(), depth);
      case code.array32:
        return this.#array(this.#uint32(), depth);
    }
    throw new RangeError(`nothing begins with the byte ${first}`);
  }

  #extension(depth: number): unknown {
    const kind = this.#byte();
    const which = this.#byte();
    if (kind === extension.undefined) return undefined;
    const isShape = which >= code.firstRecord && which < code.firstRecord + mostShapes;
    if (kind !== extension.record || !isShape) throw new RangeError(`no extension ${kind}`);
    this.#shapes[which - code.firstRecord] = this.#names(depth);
    return this.#record(which, depth);
  }

  #names(depth: number): readonly string[] {
    const names = this.#read(depth);
    if (!Array.isArray(names)) throw new RangeError('a record without names');
    for (const name of names as readonly unknown[])
      if (typeof name !== 'string' || name === '__proto__')
        throw new RangeError('a name that no field can have');
    return names as readonly string[];
  }

  #record(which: number, depth: number): object {
    const names = this.#shapes[which - code.firstRecord];
    if (names === undefined) throw new RangeError('a record whose fields have no names');
    assertDepth(depth);
    const fields: Record<string, unknown> = {};
    for (const name of names) fields[name] = this.#read(depth + 1);
    return fields;
  }

  #array(length: number, depth: number): unknown[] {
    this.#assertLeft(length);
    assertDepth(depth);
    const items: unknown[] = [];
    for (let i = 0; i < length; i++) items.push(this.#read(depth + 1));
    return items;
  }

  #text(length: number): string {
    this.#assertLeft(length);
    const from = this.#at;
    this.#at += length;
    return this.#texts.read(this.#bytes, from, this.#at);
  }

  #binary(length: number): Uint8Array {
    this.#assertLeft(length);
    const from = this.#at;
    this.#at += length;
    // Not a slice, which would be another Buffer where the whole is one.
    return new Uint8Array(this.#bytes.subarray(from, this.#at));
  }

  #byte(): number {
    const byte = this.#bytes[this.#at++];
    if (byte === undefined) throw new RangeError('they end too early');
    return byte;
  }

  #uint16(): number {
    return (this.#byte() << 8) | this.#byte();
  }

  #uint32(): number {
    return this.#uint16() * 2 ** 16 + this.#uint16();
  }

  #viewOf(length: number): DataView {
    this.#assertLeft(length);
    const { buffer, byteOffset } = this.#bytes;
    const view = new DataView(buffer, byteOffset + this.#at, length);
    this.#at += length;
    return view;
  }

  /** Everything takes a byte at least, so nothing is ever made that is longer than the message. */
  #assertLeft(length: number): void {
    if (length > this.#bytes.length - this.#at) throw new RangeError('they end too early');
  }
}

/** What a message holds can always be sent on. */
function assertDepth(depth: number): void {
  if (depth > maxDepth) throw new RangeError('it is nested too deeply');
}
