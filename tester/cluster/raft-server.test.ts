import { describe, expect, it } from 'vitest';
import { idleRaft } from '../testing/implementation.ts';
import { playSource, printed } from '../testing/play.ts';
import type { Tester } from '../tester.ts';

/** An implementation whose Raft object is the idle one with these fields in place of its own. */
const raftWith = (fields: string, make = ''): string =>
  `${idleRaft} export function Make(peers, me, persister, applyCh) {
    ${make}
    return { ...idleRaft, ${fields} };
  }`;

const forAWhile = (t: Tester): Promise<void> => t.sleep(100);

async function failure(
  source: string,
  body: (t: Tester) => Promise<void> = forAWhile,
  servers = 1,
): Promise<string> {
  const result = await playSource(source, body, { servers });
  return result.failure?.message ?? 'it did not fail';
}

const started = async (t: Tester): Promise<void> => {
  t.Start(0, 'x');
  await t.sleep(1);
};

describe('an answer that breaks the contract fails the run and says what was expected:', () => {
  it.each([
    ['Start: async () => ({})', 'Start must answer at once, got a Promise (is it async?)'],
    ['Start() {}', 'Start must return an object, got undefined'],
    [
      'Start: () => ({ term: 1, isLeader: true })',
      'Start must return a whole number as index, got undefined',
    ],
    [
      'Start: () => ({ index: 1.5, term: 1, isLeader: true })',
      'Start must return a whole number as index, got 1.5',
    ],
    [
      "Start: () => ({ index: 1, term: '1', isLeader: true })",
      'Start must return a whole number as term, got 1',
    ],
    [
      'Start: () => ({ index: 1, term: 1, isLeader: 1 })',
      'Start must return true or false as isLeader, got 1',
    ],
    ['GetState: async () => ({})', 'GetState must answer at once, got a Promise (is it async?)'],
    ['GetState: () => 1', 'GetState must return an object, got 1'],
    ['GetState: () => null', 'GetState must return an object, got null'],
    [
      'GetState: () => ({ term: NaN, isLeader: true })',
      'GetState must return a whole number as term, got NaN',
    ],
    [
      'GetState: () => ({ term: 1 })',
      'GetState must return true or false as isLeader, got undefined',
    ],
  ])('%s', async (field, message) => {
    expect(await failure(raftWith(field), started)).toContain(`server 0: TypeError: ${message}`);
  });
});

/** Server 0 calls server 1 once, after both are connected. */
const calling = (method = "'Raft.Echo'", args = '{}'): string =>
  `setTimeout(async () => { if (me === 0) console.log(await peers[1].Call(${method}, ${args})); }, 5);`;

describe('a reply or an argument that cannot travel fails the run with the path to it:', () => {
  it.each([
    ['Echo() {}', 'the Echo handler must return its reply, got undefined'],
    ['async Echo() {}', 'the Echo handler must return its reply, got undefined'],
    ['Echo: () => ({ term: 1, log: [() => 1] })', 'cannot encode value.log[0]: it is a function'],
    ['Echo: async () => ({ votes: new Map() })', 'cannot encode value.votes: it is a Map'],
  ])('%s', async (handler, message) => {
    const text = await failure(raftWith(handler, calling()), forAWhile, 2);
    expect(text).toContain('server 1: ');
    expect(text).toContain(message);
    expect(text).toContain('(uncaught, in the Echo handler)');
  });

  it.each([
    [
      "'Raft.Echo'",
      '{ entries: [{ command: Symbol() }] }',
      'cannot encode value.entries[0].command: it is a symbol',
    ],
    ["'Echo'", '{}', "Call takes a name like 'Raft.RequestVote', got Echo"],
    ['undefined', '{}', "Call takes a name like 'Raft.RequestVote', got undefined"],
  ])('Call(%s, %s)', async (method, args, message) => {
    const text = await failure(
      raftWith('Echo: (args) => args', calling(method, args)),
      forAWhile,
      2,
    );
    expect(text).toContain('server 0: ');
    expect(text).toContain(message);
  });

  it.each([
    [
      "'Raft.RequestVotes'",
      'unknown method RequestVotes in Raft.RequestVotes: did you mean RequestVote?',
    ],
    [
      "'Raft.PreVote'",
      'unknown method PreVote in Raft.PreVote: expected RequestVote, AppendEntries, InstallSnapshot',
    ],
    ["'Rafft.RequestVote'", 'unknown service Rafft in Rafft.RequestVote: expected Raft'],
    ["'Raft.GetState'", 'unknown method GetState'],
  ])('Call(%s)', async (method, message) => {
    const text = await failure(
      raftWith('Log: [], Persist() {}, ReadPersist(data) {}', calling(method)),
      forAWhile,
      2,
    );
    expect(text).toContain('from server 0 to 1');
    expect(text).toContain(message);
  });
});

describe('what is given to the service is checked at once:', () => {
  it.each([
    ['applyCh.send()', 'got undefined undefined'],
    ["applyCh.send({ kind: 'command', command: 1 })", 'got { kind: string, command: number }'],
    ["applyCh.send({ kind: 'command', command: 1, index: 0.5 })", 'applyCh.send takes'],
    [
      "applyCh.send({ kind: 'snapshot', index: 1, snapshot: new Uint8Array(1) })",
      'applyCh.send takes',
    ],
    [
      "applyCh.send({ kind: 'other', index: 1 })",
      "applyCh.send takes { kind: 'command', command, index } or",
    ],
    [
      "applyCh.send({ kind: 'snapshot', index: 1, term: 1, snapshot: [1] })",
      "snapshot must be a Uint8Array (labgob's encode gives one)",
    ],
    [
      "applyCh.send({ kind: 'command', index: 1, command: { f() {} } })",
      'cannot encode value.f: it is a function (f)',
    ],
    [
      "persister.Save('state')",
      "raftstate must be a Uint8Array (labgob's encode gives one), got string state",
    ],
    ['persister.Save({ term: 1 })', 'raftstate must be a Uint8Array'],
    ['persister.Save(new Uint8Array(1), [1])', 'snapshot must be a Uint8Array'],
  ])('%s', async (call, message) => {
    expect(await failure(raftWith('', `${call};`))).toContain(message);
  });
});

describe('an error that nobody catches ends the run, with server, time and line:', () => {
  const thrown = `throw new Error('boom');`;
  it.each([
    ['Make', raftWith('', `\n${thrown}`), 'Make', 0],
    ['a timer', raftWith('', `\nsetTimeout(() => { ${thrown} }, 7);`), 'a timer', 7],
    ['an interval', raftWith('', `\nsetInterval(() => { ${thrown} }, 3);`), 'a timer', 3],
    [
      'a promise',
      raftWith('', `\n(async () => { ${thrown} })();`),
      'a promise that nobody awaits',
      0,
    ],
    [
      'a promise, later',
      raftWith('', `\nsetTimeout(async () => { await null; ${thrown} }, 7);`),
      'a promise that nobody awaits',
      7,
    ],
    ['Start', raftWith(`\nStart() { ${thrown} }`), 'Start', 0],
    ['GetState', raftWith(`\nGetState() { ${thrown} }`), 'GetState', 0],
  ])('in %s', async (_, source, where, atMs) => {
    const result = await playSource(source, started);
    const line = source.split('\n').findIndex((text) => text.includes(thrown)) + 1;
    const column = (source.split('\n')[line - 1] ?? '').indexOf('new Error') + 1;
    const later = await playSource(source, forAWhile);
    const { failure: found } = atMs > 1 ? later : result;
    expect(found).toMatchObject({ property: 'uncaught-exception', servers: [0], atMs });
    expect(found?.message).toBe(`server 0: Error: boom (uncaught, in ${where})`);
    expect(found?.stack[0]).toMatch(new RegExp(`raft\\.ts:${line}:${column}\\)?$`));
    expect(found?.stack.join()).not.toMatch(/node:|sim\/|guest\//);
  });

  it.each([
    ['a handler', `Echo() { ${thrown} }`],
    ['an asynchronous handler', `async Echo() { await null; ${thrown} }`],
  ])('in %s', async (_, handler) => {
    const result = await playSource(raftWith(handler, calling()), forAWhile, { servers: 2 });
    expect(result.failure?.message).toBe('server 1: Error: boom (uncaught, in the Echo handler)');
    expect(result.failure?.servers).toEqual([1]);
    expect(result.failure?.stack[0]).toMatch(/^at .*Echo \(.*raft\.ts:\d+:\d+\)$/);
  });

  it('in the code after a call', async () => {
    const make = `setTimeout(() => { if (me === 0) peers[1].Call('Raft.Echo', 1).then(() => { ${thrown} }); }, 5);`;
    expect(await failure(raftWith('Echo: (args) => args', make), forAWhile, 2)).toBe(
      'server 0: Error: boom (uncaught, in a promise that nobody awaits)',
    );
  });

  it.each([
    ["throw 'text'", "something that is not an Error was thrown: 'text'"],
    ['throw undefined', 'something that is not an Error was thrown: undefined'],
    ['throw { code: 7 }', 'something that is not an Error was thrown: { code: 7 }'],
    ["throw Object.assign(new Error(''), { stack: 5 })", 'Error: '],
    [
      "class NotLeader extends Error { name = 'NotLeader' }; throw new NotLeader('me')",
      'NotLeader: me',
    ],
    ["throw new Error('two\\nlines')", 'Error: two lines'],
  ])('whatever it is: %s', async (code, message) => {
    expect(await failure(raftWith('', `${code};`))).toContain(`server 0: ${message}`);
  });

  it('but not once it is caught', async () => {
    const make = `(async () => { ${thrown} })().catch((error) => console.log(error.message));`;
    const result = await playSource(raftWith('', make), forAWhile);
    expect(result.verdict).toBe('pass');
    expect(printed(result)).toEqual(['S0 boom']);
  });

  it('and only the first of several counts, also when the run ends with them', async () => {
    const make = `setTimeout(() => { void Promise.reject(new Error('second')); throw new Error('first'); }, 5);`;
    expect(await failure(raftWith('', make))).toContain('Error: first');
  });

  it('also of an import, in the file where it stands', async () => {
    const result = await playSource(
      {
        'raft.ts': `import { fail } from './lib/fail.ts'; ${idleRaft}
          export function Make() { fail(); return idleRaft; }`,
        'lib/fail.ts': `type Unused = number;\n\nexport function fail(): Unused {\n  throw new Error('deep');\n}`,
      },
      forAWhile,
    );
    expect(result.failure?.stack).toHaveLength(2);
    expect(result.failure?.stack[0]).toMatch(/^at fail \(.*lib\/fail\.ts:4:9\)$/);
    expect(result.failure?.stack[1]).toMatch(/^at .*Make \(.*raft\.ts:\d+:36\)$/);
  });
});
