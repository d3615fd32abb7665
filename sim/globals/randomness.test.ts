import { describe, expect, it } from 'vitest';
import { inside, playSource, printed } from '../../tester/testing/play.ts';
import { idleRaft } from '../../tester/testing/implementation.ts';

const draw = `console.log(Math.random(), crypto.randomUUID(), ...crypto.getRandomValues(new Uint8Array(4)));`;

describe('randomness inside a server', () => {
  it('comes from the seed', async () => {
    const [first, again, other] = [
      await inside(draw, { seed: 1 }),
      await inside(draw, { seed: 1 }),
      await inside(draw, { seed: 2 }),
    ];
    expect(again).toEqual(first);
    expect(other).not.toEqual(first);
  });

  it('differs between servers', async () => {
    const lines = await inside(draw, { servers: 3 });
    expect(new Set(lines.map((line) => line.slice(3))).size).toBe(3);
  });

  it('differs between the lives of one server', async () => {
    const result = await playSource(
      `${idleRaft} export function Make() { ${draw} return idleRaft; }`,
      async (t) => {
        await Promise.resolve();
        t.restart(0);
      },
    );
    const [first, second] = printed(result);
    expect(second).toMatch(/^S0 0\.\d+ /);
    expect(second).not.toBe(first);
  });

  it('of one server does not depend on what another draws', async () => {
    const drawing = (often: number): Promise<string[]> =>
      inside(`if (me === 0) for (let i = 0; i < ${often}; i++) Math.random(); else ${draw}`, {
        servers: 2,
      });
    expect(await drawing(0)).toEqual(await drawing(100));
  });

  it('has the usual range and form', async () => {
    const lines = await inside(`
      const draws = Array.from({ length: 1000 }, () => Math.random());
      console.log(draws.every((draw) => draw >= 0 && draw < 1), new Set(draws).size);
      console.log(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(crypto.randomUUID()));
      const words = new Uint32Array(100);
      console.log(crypto.getRandomValues(words) === words, new Set(words).size, words.some((word) => word > 2 ** 31));
      const part = new Uint8Array(10); crypto.getRandomValues(part.subarray(4, 6));
      console.log(part.every((byte, i) => (i === 4 || i === 5) || byte === 0));
      try { crypto.getRandomValues([1]); } catch (error) { console.log(error.message); }`);
    expect(lines).toEqual([
      'true 1000',
      'true',
      'true 100 true',
      'true',
      'crypto.getRandomValues fills a typed array, such as a Uint8Array',
    ]);
  });
});
