import { describe, expect, it } from 'vitest';
import { structuredClone as ours } from '../guest/structured-clone.ts';
import { inside } from '../../tester/testing/play.ts';

const sparse = Object.assign(new Array<unknown>(3), { 1: 'x', extra: true });

/** Every kind of value that the platform clones; its own structuredClone says what is right. */
const cloned: readonly (readonly [string, unknown])[] = [
  ['primitives', [1, -0, NaN, 2n, 'text', true, null, undefined]],
  ['boxed primitives', [Object(1), Object('x'), Object(false), Object(3n)]],
  ['nested objects and arrays', { a: [{ b: [] }], c: {} }],
  ['an array with holes and a field of its own', sparse],
  ['a date and an invalid one', [new Date(5), new Date(NaN)]],
  ['a regular expression', /a+b/giu],
  ['a map and a set', [new Map<unknown, unknown>([[{ k: 1 }, new Set([[1]])]]), new Set(['a'])]],
  ['an object without a prototype', Object.assign(Object.create(null) as object, { a: 1 })],
  ['an object with a field named __proto__', JSON.parse('{"__proto__": 1}')],
  ['an array buffer', new Uint8Array([1, 2, 3]).buffer],
  [
    'every kind of bytes',
    [
      ...[Uint8Array, Int8Array, Uint16Array, Int32Array, Float32Array, Float64Array].map((Type) =>
        Type.from([1, 2, 3]),
      ),
      BigInt64Array.from([-1n]),
      Uint8ClampedArray.from([300]),
      new Uint8Array(0),
    ],
  ],
  ['a part of a buffer', new Uint8Array([1, 2, 3, 4, 5]).subarray(1, 3)],
  ['a data view', new DataView(new Uint8Array([1, 2, 3, 4]).buffer, 1, 2)],
  [
    'errors',
    [
      new Error('plain'),
      new TypeError('typed'),
      Object.assign(new Error('named'), { name: 'Odd' }),
    ],
  ],
  ['an error with a cause', new RangeError('effect', { cause: new SyntaxError('cause') })],
];

describe('structuredClone', () => {
  it.each(cloned)('clones %s as the platform does', (_, value) => {
    expect(ours(value)).toStrictEqual(structuredClone(value));
    expect(ours({ deep: [value] })).toStrictEqual(structuredClone({ deep: [value] }));
  });

  it('shares nothing with the original', () => {
    const original = {
      bytes: new Uint8Array([1]),
      map: new Map([['k', { n: 1 }]]),
      list: [{ n: 1 }],
    };
    const copy = ours(original);
    original.bytes[0] = 9;
    original.list.push({ n: 2 });
    const inMap = original.map.get('k');
    if (inMap) inMap.n = 9;
    expect(copy).toEqual({
      bytes: new Uint8Array([1]),
      map: new Map([['k', { n: 1 }]]),
      list: [{ n: 1 }],
    });
  });

  it('keeps cycles and shared parts', () => {
    const shared = { n: 1 };
    const original: { self?: unknown; a: unknown; b: unknown; map: Map<unknown, unknown> } = {
      a: shared,
      b: [shared],
      map: new Map(),
    };
    original.self = original;
    original.map.set(original, original.map);
    const copy = ours(original);
    expect(copy.self).toBe(copy);
    expect(copy.a).toBe((copy.b as unknown[])[0]);
    expect(copy.a).not.toBe(shared);
    expect(copy.map.get(copy)).toBe(copy.map);
  });

  it('keeps views of one buffer together, and a buffer seen twice one', () => {
    const { buffer } = new Uint8Array([1, 2, 3, 4]);
    const copy = ours({
      whole: buffer,
      left: new Uint8Array(buffer, 0, 2),
      all: new Uint8Array(buffer),
    });
    copy.all[0] = 9;
    expect(copy.left[0]).toBe(9);
    expect(copy.all.buffer).toBe(copy.whole);
    expect(new Uint8Array(buffer)[0]).toBe(1);
  });

  it('makes a plain object of a class instance, of its own fields only', () => {
    class Entry {
      readonly term = 1;
      readonly #secret = 2;
      get double(): number {
        return this.#secret;
      }
    }
    const copy = ours(new Entry());
    expect(Object.getPrototypeOf(copy)).toBe(Object.prototype);
    expect(copy).toEqual({ term: 1 });
  });

  it('keeps an error’s stack', () => {
    const error = new Error('here');
    expect(ours(error).stack).toBe(error.stack);
  });

  it.each([
    ['a function', () => 1],
    ['a symbol', Symbol('s')],
    ['a promise', Promise.resolve()],
    ['a weak map', new WeakMap()],
    ['a weak set', new WeakSet()],
  ])('refuses %s, like the platform', (_, value) => {
    for (const where of [value, { deep: [value] }]) {
      const refusal = expect.objectContaining({ name: 'DataCloneError' }) as Error;
      expect(() => structuredClone(where)).toThrow(refusal);
      expect(() => ours(where)).toThrow(refusal);
    }
  });

  it('refuses to transfer, as there is nowhere to go', () => {
    const { buffer } = new Uint8Array(1);
    expect(() => ours(buffer, { transfer: [buffer] })).toThrow('cannot transfer');
    expect(ours(buffer, { transfer: [] })).toEqual(buffer);
  });

  it('is there inside a server, with the types of that server', async () => {
    const lines = await inside(`
      const copy = structuredClone({ at: new Date(5), bytes: new Uint8Array([7]), map: new Map([[1, 2]]) });
      console.log(copy.at instanceof Date, copy.at.getTime(), copy.bytes instanceof Uint8Array, copy.bytes[0], copy.map.get(1));`);
    expect(lines).toEqual(['true 5 true 7 2']);
  });
});
