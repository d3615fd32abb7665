import { describe, expect, it } from 'vitest';
import { idleRaft } from '../tester/testing/implementation.ts';
import { playSource } from '../tester/testing/play.ts';

const onServer1 = (code: string): string =>
  `${idleRaft} export function Make(peers, me) { if (me === 1) { ${code} } return idleRaft; }`;

describe('a process', () => {
  it.each([
    [
      'a promise nobody awaits',
      `setTimeout(() => { void Promise.reject(new Error('lost')); }, 5);`,
    ],
    [
      'a promise of a class of its own',
      `class Own extends Promise {} setTimeout(() => { Own.reject(new Error('lost')); }, 5);`,
    ],
    ['an async function', `setTimeout(async () => { throw new Error('lost'); }, 5);`],
    [
      'an async generator',
      `setTimeout(() => { void (async function* () { throw new Error('lost'); })().next(); }, 5);`,
    ],
  ])('is blamed for the rejection of %s, and no other is', async (_, code) => {
    const result = await playSource(onServer1(code), (t) => t.sleep(10), { servers: 3 });
    expect(result.failure).toMatchObject({
      property: 'uncaught-exception',
      message: 'server 1: Error: lost (uncaught, in a promise that nobody awaits)',
      servers: [1],
      atMs: 5,
    });
  });

  it('is not blamed for a rejection handled within the same event', async () => {
    const code = `setTimeout(() => { const lost = Promise.reject(new Error('lost'));
      queueMicrotask(() => { lost.catch(() => {}); }); }, 5);`;
    const result = await playSource(onServer1(code), (t) => t.sleep(10), { servers: 3 });
    expect(result.verdict).toBe('pass');
  });

  it('that sets off timers without end is named', async () => {
    const code = `const storm = () => setImmediate(storm); setImmediate(storm); setImmediate(storm);`;
    const result = await playSource(onServer1(code), (t) => t.sleep(60_000), { servers: 2 });
    expect(result.failure).toMatchObject({ property: 'timer-storm', servers: [1] });
    expect(result.failure?.message).toContain('server 1 sets off events without end');
    expect(result.failure?.atMs).toBeLessThan(1000);
  });

  it('may be busy, as long as time passes', async () => {
    const code = `setInterval(() => {}, 1);`;
    const result = await playSource(onServer1(code), (t) => t.sleep(5_000), { servers: 2 });
    expect(result.verdict).toBe('pass');
  });

  it('that overflows its stack ends the run, and not the host', async () => {
    const code = `const down = () => down() + 1; setTimeout(down, 5);`;
    const result = await playSource(onServer1(code), (t) => t.sleep(10), { servers: 2 });
    expect(result.failure?.message).toBe(
      'server 1: RangeError: Maximum call stack size exceeded (uncaught, in a timer)',
    );
    expect(result.failure?.stack[0]).toMatch(/^at down \(.*raft\.ts:\d+:\d+\)$/);
  });
});
