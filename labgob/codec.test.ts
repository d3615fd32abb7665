import { describe, expect, it } from 'vitest';
import { decode, encode, LabgobError } from './index.ts';

const roundTrip = (value: unknown): unknown => decode(encode(value));

const wholeNumbers = [
  0,
  1,
  31,
  32,
  127,
  128,
  255,
  256,
  65_535,
  65_536,
  2 ** 31 - 1,
  2 ** 31,
  2 ** 32 - 1,
  2 ** 32,
  2 ** 53 - 1,
  2 ** 53,
  2 ** 60,
  -1,
  -32,
  -33,
  -128,
  -129,
  -32_768,
  -32_769,
  -(2 ** 31),
  -(2 ** 31) - 1,
  -(2 ** 53),
];
const otherNumbers = [0.1, -1.5, 1 / 3, 1e300, 5e-324, Number.MAX_VALUE, NaN, Infinity, -Infinity];
const bigints = [0n, 1n, -1n, 2n ** 53n + 1n, 2n ** 63n - 1n, -(2n ** 63n)];
const texts = [
  '',
  'a',
  'é',
  '漢字',
  '😀',
  '\0\n"\\',
  'x'.repeat(31),
  'x'.repeat(32),
  'y'.repeat(70_000),
];

const values: readonly (readonly [string, unknown])[] = [
  ['null', null],
  ['undefined', undefined],
  ['true and false', [true, false]],
  ...[...wholeNumbers, ...otherNumbers].map((value) => [`the number ${value}`, value] as const),
  ['-0', -0],
  ['-0 deep inside', { a: [0, -0, { b: -0 }], bytes: new Uint8Array(2) }],
  ...bigints.map((value) => [`the bigint ${String(value)}`, value] as const),
  ...texts.map((text) => [`a text of ${text.length}: ${text.slice(0, 5)}`, text] as const),
  ['no bytes', new Uint8Array(0)],
  ['some bytes', Uint8Array.from({ length: 300 }, (_, i) => i)],
  ['an empty array', []],
  ['an array of arrays', [[], [[1], 'two', null, undefined]]],
  ['an empty object', {}],
  ['a field that is undefined', { term: 1, votedFor: undefined }],
  [
    'an object with many fields',
    Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`f${i}`, i])),
  ],
  ['objects of many shapes', Array.from({ length: 200 }, (_, i) => ({ [`f${i}`]: i, same: true }))],
  [
    'one set of fields in two orders',
    [
      { a: 1, b: 2 },
      { b: 3, a: 4 },
    ],
  ],
  ['field names out of the ordinary', { '': 1, 'a.b': 2, é: 3, 7: 4, ' ': 5 }],
  [
    'field names that mean something elsewhere',
    { constructor: 1, toString: 2, valueOf: 3, toJSON: 4, then: 5, length: 6, hasOwnProperty: 7 },
  ],
  [
    'a log',
    [
      { term: 1, command: { op: 'put', key: 'x' } },
      { term: 2, command: 7n },
    ],
  ],
];

describe('labgob', () => {
  it.each(values)('carries %s exactly', (_, value) => {
    expect(roundTrip(value)).toStrictEqual(value);
  });

  it('keeps the order of fields', () => {
    expect(Object.keys(roundTrip({ b: 1, a: 2, c: 3 }) as object)).toEqual(['b', 'a', 'c']);
  });

  it('turns a hole in an array into undefined', () => {
    expect(roundTrip(Array.from({ length: 2 }))).toStrictEqual([undefined, undefined]);
    expect(roundTrip(new Array(2))).toStrictEqual([undefined, undefined]);
  });

  it('gives an object without a prototype the ordinary one', () => {
    const bare = Object.assign(Object.create(null) as object, { a: 1 });
    expect(roundTrip(bare)).toStrictEqual({ a: 1 });
  });

  it('makes the same bytes of the same value, whatever was encoded in between', () => {
    const value = {
      term: 3,
      log: [
        { term: 1, command: 'x' },
        { term: 2, command: -0 },
      ],
    };
    const before = encode(value);
    for (const [, other] of values) encode(other);
    expect(encode(value)).toEqual(before);
    expect(encode(structuredClone(value))).toEqual(before);
  });

  it('gives bytes that later calls leave alone', () => {
    const first = encode('first');
    const kept = first.slice();
    for (let i = 0; i < 1000; i++) encode({ i, text: 'x'.repeat(100) });
    expect(first).toEqual(kept);
  });

  it('decodes a value that shares nothing with the one encoded', () => {
    const bytes = new Uint8Array([1, 2, 3]);
    const entry = { term: 1 };
    const copy = roundTrip({ bytes, log: [entry] }) as {
      bytes: Uint8Array;
      log: { term: number }[];
    };
    bytes[0] = 9;
    entry.term = 9;
    expect(copy).toEqual({ bytes: new Uint8Array([1, 2, 3]), log: [{ term: 1 }] });
  });

  it('decodes bytes that share nothing with the message they came in', () => {
    const message = encode({ data: new Uint8Array([1, 2, 3]) });
    const { data } = decode(message) as { data: Uint8Array };
    message.fill(0xff);
    expect(data).toEqual(new Uint8Array([1, 2, 3]));
    expect(data.buffer).not.toBe(message.buffer);
  });

  it('makes two copies of an object that stands in two places', () => {
    const shared = { n: 1 };
    const [a, b] = roundTrip([shared, shared]) as [object, object];
    expect(a).toEqual(b);
    expect(a).not.toBe(b);
  });
});

class Account {
  balance = 1;
}

const cycle: { term: number; self?: unknown } = { term: 1 };
cycle.self = { back: cycle };

const deep = (levels: number): unknown => (levels === 0 ? 1 : [deep(levels - 1)]);

const refused: readonly (readonly [string, unknown, string])[] = [
  ['a function', () => 1, 'value: it is a function (anonymous)'],
  [
    'a named function',
    {
      reply: {
        done: function ready() {
          return 1;
        },
      },
    },
    'value.reply.done: it is a function (ready)',
  ],
  ['a symbol', [Symbol('s')], 'value[0]: it is a symbol'],
  [
    'a class instance',
    { a: [0, new Account()] },
    'value.a[1]: it is an instance of class Account, whose methods would be lost (send a plain object)',
  ],
  [
    'an array with methods of its own',
    new (class Log extends Array {})(),
    'value: it is an instance of class Log',
  ],
  [
    'an object with an inherited field',
    Object.create({ a: 1 }),
    'value: it is an instance of class Object',
  ],
  [
    'an object of an unknown kind',
    Object.create(Object.create(null) as object),
    'value: it is an instance of class without a name',
  ],
  ['a Map', { votes: new Map() }, 'value.votes: it is a Map (use an array or an object)'],
  ['a Set', { votes: new Set() }, 'value.votes: it is a Set (use an array or an object)'],
  ['a Date', { at: new Date(0) }, 'value.at: it is a Date (send its getTime())'],
  ['a Promise', { reply: Promise.resolve(1) }, 'value.reply: it is a Promise (await it first)'],
  ['an error', new Error('x'), 'value: it is an instance of class Error'],
  ['a regular expression', [/x/], 'value[0]: it is an instance of class RegExp'],
  [
    'a typed array of another kind',
    { a: new Float64Array(1) },
    'value.a: it is a Float64Array (only Uint8Array travels)',
  ],
  ['an ArrayBuffer', new ArrayBuffer(1), 'value: it is a ArrayBuffer (only Uint8Array travels)'],
  ['a Buffer', Buffer.from('x'), 'value: it is a Buffer (only Uint8Array travels)'],
  ['a bigint that is too big', { n: 2n ** 63n }, 'value.n: it is a bigint of more than 64 bits'],
  [
    'a bigint that is too small',
    { n: -(2n ** 63n) - 1n },
    'value.n: it is a bigint of more than 64 bits',
  ],
  ['half a character', ['\ud83d'], 'value[0]: it is a string with half a character in it'],
  [
    'a field called __proto__',
    JSON.parse('{"a":{"__proto__":1}}'),
    'value.a.__proto__: it is under a name that objects reserve',
  ],
  [
    'a cycle',
    cycle,
    'value.self.back.self.back.self.back.self.back: it is part of a cycle (or nested too deeply)',
  ],
  [
    'what is nested out of all proportion',
    deep(202),
    'it is part of a cycle (or nested too deeply)',
  ],
  ['something wrong behind a -0', [-0, { a: -0 }, () => 1], 'value[2]: it is a function'],
];

describe('labgob refuses', () => {
  it.each(refused)('%s, naming the path to it', (_, value, message) => {
    expect(() => encode(value)).toThrow(LabgobError);
    expect(() => encode(value)).toThrow(message);
  });

  it('nothing that is merely nested deeply', () => {
    expect(roundTrip(deep(150))).toEqual(deep(150));
  });

  it.each(values)('to decode any beginning of %s', (_, value) => {
    const whole = encode(value);
    for (let length = 0; length < Math.min(whole.length, 200); length++) {
      expect(() => decode(whole.subarray(0, length))).toThrow(LabgobError);
    }
  });

  it.each([
    ['nothing', []],
    ['a value with more behind it', [1, 2, 3]],
    ['an array that promises more than it holds', [0x93, 1, 2]],
    ['a text longer than the message', [0xdb, 0xff, 0xff, 0xff, 0xff, 0x61]],
  ])('to decode %s', (_, bytes) => {
    expect(() => decode(Uint8Array.from(bytes))).toThrow(LabgobError);
    expect(() => decode(Uint8Array.from(bytes))).toThrow(`cannot decode ${bytes.length} bytes`);
  });

  it('garbage without losing its footing', () => {
    expect(() => decode(new Uint8Array([0xdf, 0, 0, 0, 9]))).toThrow(LabgobError);
    for (const [, value] of values) expect(roundTrip(value)).toStrictEqual(value);
  });
});
