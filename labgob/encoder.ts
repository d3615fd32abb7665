import { describeForeign, refuse } from './error.ts';
import { code, extension, maxDepth, mostShapes } from './format.ts';
import { byteLengthOf, writeText } from './text.ts';

// Held from before an implementation runs, which may replace what every global has.
const { getPrototypeOf, is, keys } = Object;
const { isArray } = Array;

const smallestBigint = -(2n ** 63n);
const largestBigint = 2n ** 63n - 1n;

/** More than a number, or the beginning of anything else, can take. */
const roomForOne = 16;

/** Writes values, one message after the other, into a buffer that it keeps. */
export class Encoder {
  #bytes = new Uint8Array(8192);
  #view = new DataView(this.#bytes.buffer);
  #at = 0;
  /** The names of the fields of each kind of record so far in this message. */
  #shapes: (readonly string[])[] = [];
  #nextShape = 0;
  /** Where the value stands that is being written, for the error when it cannot travel. */
  readonly #path: (string | number)[] = [];

  /** The bytes of a value, which the next message does not touch. @throws LabgobError */
  encode(value: unknown): Uint8Array {
    this.#at = 0;
    this.#shapes = [];
    this.#nextShape = 0;
    this.#write(value, 0);
    return new Uint8Array(this.#bytes.subarray(0, this.#at));
  }

  #write(value: unknown, depth: number): void {
    this.#makeRoom(roomForOne);
    switch (typeof value) {
      case 'number':
        if (Number.isInteger(value)) this.#whole(value);
        else this.#float(value);
        break;
      case 'string':
        this.#text(value, depth);
        break;
      case 'boolean':
        this.#byte(value ? code.true : code.false);
        break;
      case 'undefined':
        this.#byte(code.extension1);
        this.#uint16(extension.undefined << 8);
        break;
      case 'bigint':
        if (value < smallestBigint || value > largestBigint)
          this.#refuse(depth, 'a bigint of more than 64 bits');
        this.#byte(code.int64);
        this.#view.setBigInt64(this.#at, value);
        this.#at += 8;
        break;
      case 'object':
        if (value === null) this.#byte(code.null);
        else this.#object(value, depth);
        break;
      case 'function':
      case 'symbol':
        this.#refuse(depth, describeForeign(value));
    }
  }

  #whole(value: number): void {
    if (value >= 0 && value < 2 ** 32) {
      if (value === 0 && is(value, -0)) this.#negativeZero();
      else if (value < code.firstRecord) this.#byte(value);
      else if (value < 2 ** 8) this.#uint16((code.uint8 << 8) | value);
      else if (value < 2 ** 16) {
        this.#byte(code.uint16);
        this.#uint16(value);
      } else {
        this.#byte(code.uint32);
        this.#uint32(value);
      }
    } else if (value < 0 && value >= -(2 ** 31)) {
      if (value >= -(2 ** 5)) this.#byte(value);
      else if (value >= -(2 ** 7)) this.#uint16((code.int8 << 8) | (value & 0xff));
      else if (value >= -(2 ** 15)) {
        this.#byte(code.int16);
        this.#uint16(value);
      } else {
        this.#byte(code.int32);
        this.#uint32(value);
      }
    } else this.#float(value);
  }

  #negativeZero(): void {
    this.#byte(code.extension);
    this.#uint16(extension.negativeZero);
  }

  #float(value: number): void {
    this.#byte(code.float64);
    this.#view.setFloat64(this.#at, value);
    this.#at += 8;
  }

  #text(text: string, depth: number): void {
    const length = byteLengthOf(text);
    if (length === undefined) this.#refuse(depth, 'a string with half a character in it');
    this.#makeRoom(roomForOne + length);
    if (length < 2 ** 5) this.#byte(code.shortText | length);
    else if (length < 2 ** 8) this.#uint16((code.text8 << 8) | length);
    else this.#length(length, code.text16, code.text32);
    writeText(text, this.#bytes, this.#at);
    this.#at += length;
  }

  #object(value: object, depth: number): void {
    if (depth > maxDepth) refuse(this.#path.slice(0, 8), 'part of a cycle (or nested too deeply)');
    const prototype: unknown = getPrototypeOf(value);
    if (prototype === Array.prototype && isArray(value)) this.#array(value, depth);
    else if (prototype === Object.prototype || prototype === null)
      this.#record(value as Readonly<Record<string, unknown>>, depth);
    else if (prototype === Uint8Array.prototype) this.#binary(value as Uint8Array);
    else this.#refuse(depth, describeForeign(value));
  }

  #array(items: readonly unknown[], depth: number): void {
    const { length } = items;
    if (length < 2 ** 4) this.#byte(code.shortArray | length);
    else this.#length(length, code.array16, code.array32);
    for (let i = 0; i < length; i++) {
      this.#path[depth] = i;
      this.#write(items[i], depth + 1);
    }
  }

  #record(fields: Readonly<Record<string, unknown>>, depth: number): void {
    const names = keys(fields);
    const known = this.#shapeOf(names);
    if (known === undefined) this.#define(names, depth);
    else this.#byte(code.firstRecord + known);
    for (const name of names) {
      this.#path[depth] = name;
      this.#write(fields[name], depth + 1);
    }
  }

  #shapeOf(names: readonly string[]): number | undefined {
    for (let i = 0; i < this.#shapes.length; i++) if (isSame(this.#shapes[i], names)) return i;
    return undefined;
  }

  /** Writes the names of a record's fields, before its first values. */
  #define(names: readonly string[], depth: number): void {
    const shape = this.#nextShape % mostShapes;
    this.#nextShape = shape + 1;
    this.#shapes[shape] = names;
    this.#byte(code.extension1);
    this.#uint16((extension.record << 8) | (code.firstRecord + shape));
    if (names.length < 2 ** 4) this.#byte(code.shortArray | names.length);
    else this.#length(names.length, code.array16, code.array32);
    for (const name of names) {
      this.#path[depth] = name;
      if (name === '__proto__') this.#refuse(depth + 1, 'under a name that objects reserve');
      this.#makeRoom(roomForOne);
      this.#text(name, depth + 1);
    }
  }

  #binary(bytes: Uint8Array): void {
    const { length } = bytes;
    this.#makeRoom(roomForOne + length);
    if (length < 2 ** 8) this.#uint16((code.bytes8 << 8) | length);
    else this.#length(length, code.bytes16, code.bytes32);
    this.#bytes.set(bytes, this.#at);
    this.#at += length;
  }

  /** A length that one byte does not hold, behind its code. */
  #length(length: number, code16: number, code32: number): void {
    this.#byte(length < 2 ** 16 ? code16 : code32);
    if (length < 2 ** 16) this.#uint16(length);
    else this.#uint32(length);
  }

  #byte(value: number): void {
    this.#bytes[this.#at++] = value;
  }

  #uint16(value: number): void {
    this.#byte(value >> 8);
    this.#byte(value);
  }

  #uint32(value: number): void {
    this.#uint16(value >> 16);
    this.#uint16(value);
  }

  #makeRoom(length: number): void {
    if (this.#at + length <= this.#bytes.length) return;
    const grown = new Uint8Array(2 * (this.#at + length));
    grown.set(this.#bytes);
    this.#bytes = grown;
    this.#view = new DataView(grown.buffer);
  }

  #refuse(depth: number, what: string): never {
    refuse(this.#path.slice(0, depth), what);
  }
}

function isSame(names: readonly string[] | undefined, others: readonly string[]): boolean {
  if (names?.length !== others.length) return false;
  for (let i = 0; i < names.length; i++) if (names[i] !== others[i]) return false;
  return true;
}
