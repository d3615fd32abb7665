import { describe, expect, it } from 'vitest';
import { idleRaft } from '../../tester/testing/implementation.ts';
import { inside, playSource, printed } from '../../tester/testing/play.ts';

describe('the console inside a server', () => {
  it('puts its lines into the trace, with server, level and time', async () => {
    const result = await playSource(
      `${idleRaft} export function Make(peers, me) {
        for (const level of ['log', 'info', 'debug', 'warn', 'error', 'trace'])
          setTimeout(() => console[level]('from', level), 5);
        return idleRaft;
      }`,
      (t) => t.sleep(10),
    );
    const lines = result.trace?.filter((event) => event.kind === 'console');
    expect(lines).toEqual(
      ['log', 'info', 'debug', 'warn', 'error', 'trace'].map((level) => ({
        kind: 'console',
        server: 0,
        atMs: 5,
        level,
        text: `from ${level}`,
      })),
    );
  });

  it('shows values as people read them', async () => {
    const lines = await inside(`
      console.log('text', 1, -0, 2n, true, null, undefined);
      console.log({ term: 3, log: [{ command: 'x' }] }, [1, [2]]);
      console.log(new Map([['a', 1]]), new Set([1]), Symbol('s'), (x) => x);
      console.log(); console.log('');
      const self = {}; self.self = self; console.log(self);
      console.log({ a: { b: { c: { d: { e: 1 } } } } });`);
    expect(lines).toEqual([
      'text 1 -0 2n true null undefined',
      "{ term: 3, log: [ { command: 'x' } ] } [ 1, [ 2 ] ]",
      "Map (1) {'a' => 1} Set (1) {1} Symbol(s) [Function (anonymous)]",
      '',
      '',
      '{ self: [Circular] }',
      '{ a: { b: { c: { d: [Object] } } } }',
    ]);
  });

  it('shows an error with the place in the source, and nothing of how the run was started', async () => {
    const source = `const tell = (): void => {\n  console.log(new TypeError('odd'));\n};
      ${idleRaft}
      export function Make() { tell(); return idleRaft; }`;
    const [line = ''] = printed(await playSource(source, (t) => t.sleep(1)));
    const [message, first, second, ...rest] = line.split('\n');
    expect(message).toBe('S0 TypeError: odd');
    expect(first).toMatch(/^ {4}at tell \(.*\/raft\.ts:2:15\)$/);
    expect(second).toMatch(/^ {4}at Make \(.*\/raft\.ts:\d+:32\)$/);
    expect(rest).toEqual([]);
  });

  it('says when an assertion does not hold, and nothing when it does', async () => {
    const lines = await inside(
      `console.assert(true, 'fine'); console.assert(1 > 2, 'not', 'fine');`,
    );
    expect(lines).toEqual(['Assertion failed: not fine']);
  });
});
