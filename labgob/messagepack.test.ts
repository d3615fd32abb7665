import { Packr } from 'msgpackr/pack';
import { expect, it } from 'vitest';
import { decode, encode } from './index.ts';

// Another's reader and writer of the same format. It takes -0 for 0, so there is none below.
const packr = new Packr({ useRecords: true, copyBuffers: true, useToJSON: false });

const texts = ['', 'term', 'é'.repeat(16), '漢字', '\u07ff\u0800\uffff', '😀'.repeat(90)];
const around = [5, 6, 7, 8, 15, 16, 31, 32].flatMap((bits) => [2 ** bits - 1, 2 ** bits]);
const lengths = [0, 15, 16, 31, 32, 255, 256, 65_535, 65_536];
const shapes = Array.from({ length: 150 }, (_, i) => ({ [`f${i % 70}`]: i, same: [{ deep: i }] }));

const values: readonly (readonly [string, unknown])[] = [
  ['whole numbers', around.flatMap((n) => [n, -n, -n - 1])],
  ['other numbers', [0.5, -1e300, 2 ** 40, NaN, Infinity, 1n, -(2n ** 63n)]],
  ['what is neither number nor text', [null, undefined, true, false]],
  ['texts', texts],
  ['texts of all lengths', lengths.map((length) => 'x'.repeat(length))],
  ['arrays of all lengths', lengths.map((length) => Array.from({ length }, (_, i) => i % 50))],
  ['bytes of all lengths', lengths.map((length) => new Uint8Array(length).fill(7))],
  ['objects of one kind', Array.from({ length: 20 }, (_, term) => ({ term, command: 'x' }))],
  ['more kinds of objects than a message tells apart', [shapes, shapes]],
  ['an object of many fields', Object.fromEntries(lengths.map((n) => [`length ${n}`, n]))],
];

it.each(values)('writes %s as MessagePack with records', (_, value) => {
  expect(Buffer.compare(encode(value), packr.pack(value))).toBe(0);
});

it.each(values)('reads %s as others have written them', (_, value) => {
  const written = new Uint8Array(packr.pack(value));
  const read = decode(written);
  expect(Buffer.compare(packr.pack(read), written)).toBe(0);
});

it('refuses texts that are not UTF-8, and names that no field can have', () => {
  for (const bytes of [
    [0xa1, 0x80],
    [0xa1, 0xc3],
    [0xa2, 0xc3, 0x41],
    [0xa3, 0xed, 0xa0, 0x80],
    [0xd4, 0x72, 0x40, 0x91, 0xa9, ...Buffer.from('__proto__'), 1],
    [0x40],
    [...Array.from({ length: 300 }, () => 0x91), 1],
  ])
    expect(() => decode(Uint8Array.from(bytes))).toThrow(`cannot decode ${bytes.length} bytes`);
});

it('serves a getter that encodes while its object is encoded', () => {
  const object = {
    a: 1,
    get bytes() {
      return encode({ other: [1, 2, 3] });
    },
  };
  expect(decode(encode(object))).toEqual({ a: 1, bytes: encode({ other: [1, 2, 3] }) });
});
