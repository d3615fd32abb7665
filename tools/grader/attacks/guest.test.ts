import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { projectRoot } from '../../../tester/implementation/root.ts';
import { openConfined, shortLimits, type Confined } from '../testing/confined.ts';
import { attacks } from '../testing/attacks.ts';
import { inertRaft } from '../testing/inert.ts';

let confined: Confined;
beforeAll(async () => {
  confined = await openConfined();
});

describe('no attack from inside of a server gains a point, and each run ends', () => {
  test.each(attacks)('%s', async (_name, parts, effect) => {
    // What is to be ended by force is ended soon; whatever has to come to its end has time.
    const isEnded = effect.test('endless-loop: ');
    const limits = isEnded ? { ...shortLimits, stallMs: 500 } : shortLimits;
    const [record] = await confined.run(inertRaft(parts), undefined, limits);
    expect(record?.verdict).toBe('fail');
    const { property = '', message = '' } = record?.failure ?? {};
    expect(`${property}: ${message}`).toMatch(effect);
    // Nothing of it reached our pipe.
    expect(property).not.toBe('forged-result');
  });
});

describe('what it imports is refused before it runs', () => {
  test.each([
    ['a module of the host', "import 'node:fs';", /cannot import 'node:fs'/],
    [
      'a module of the host, required',
      "require('child_process');",
      /cannot import 'child_process'/,
    ],
    [
      'the reference',
      `import ${JSON.stringify(path.join(projectRoot, 'solutions/raft.ts'))};`,
      /lies outside of the implementation's own folder/,
    ],
    ['a file outside', "import '../../../etc/passwd';", /lies outside|Could not resolve/],
    [
      'the reference, by the name of a package that leads out of it',
      "export * from 'x/../../solutions/raft.ts';",
      /cannot import 'x\/\.\.\/\.\.\/solutions\/raft\.ts'|Could not resolve/,
    ],
    [
      'the reference, by the name of a package that is there',
      "export * from 'tinyqueue/../../solutions/raft.ts';",
      /cannot import|Could not resolve/,
    ],
  ])('%s', async (_name, top, message) => {
    await expect(confined.run(inertRaft({ top }))).rejects.toThrow(message);
  });
});

test('a leader chosen by a shared global is not chosen: servers share nothing', async () => {
  const source = inertRaft({
    make: 'globalThis.leader ??= me; const isLeader = globalThis.leader === me;',
  }).replace(
    'return new Inert();',
    'return Object.assign(new Inert(), { GetState: () => ({ term: 1, isLeader }) });',
  );
  const [record] = await confined.run(source);
  expect(record?.verdict).toBe('fail');
  expect(record?.failure?.message).toMatch(/leader/);
});

test('who claims to lead without votes is told from who was elected', async () => {
  const source = inertRaft({}).replace(
    'return new Inert();',
    'return Object.assign(new Inert(), { GetState: () => ({ term: 1, isLeader: me === 0 }) });',
  );
  const [record] = await confined.run(source);
  expect(record?.verdict).toBe('fail');
});

test('nothing inside tells the test, the seed or the grader', async () => {
  const source = inertRaft({
    make: `const seen = [new Error().stack, ...Object.getOwnPropertyNames(globalThis), String(me), JSON.stringify(peers)].join(' ');
      throw new Error('seen: ' + seen.replaceAll('\\n', ' '));`,
  });
  const [record] = await confined.run(source);
  expect(record?.failure?.message).toContain('seen: ');
  expect(record?.failure?.message).not.toMatch(/Test\w+3A|labs\/|grader|scenario|seed/);
});

test.each([
  ['a stack without limit', 'Error.stackTraceLimit = Infinity; const seen = new Error().stack;'],
  [
    'a captured stack',
    'Error.stackTraceLimit = 50; const own = {}; Error.captureStackTrace(own); const seen = own.stack;',
  ],
  [
    'the frames that a stack is written from',
    `Error.stackTraceLimit = Infinity; let seen = '';
     Object.defineProperty(Object.prototype, Symbol.toPrimitive, { configurable: true, get() {
       if (typeof this?.getLineNumber === 'function') seen += this.getFileName() + ':' + this.getLineNumber() + ' '; } });
     seen += new Error().stack;`,
  ],
])('tests cannot be told apart by who calls: %s', async (_name, look) => {
  const source = inertRaft({
    start: `${look} throw new Error('seen: ' + seen.replaceAll('\\n', ' '))`,
  });
  const tests = ['TestBasicAgree3B', 'TestRejoin3B', 'TestBackup3B', 'TestPersist13C'];
  const records = await confined.run(source, tests);
  const seen = records.map(({ failure }) => /seen: .*/.exec(failure?.message ?? '')?.[0]);
  expect(seen[0]).toMatch(/ at .*Start \(submission\.bundle\.js:\d+:\d+\)/);
  expect(seen[0]).not.toMatch(/\.cjs|runtime|node:/);
  expect(new Set(seen).size).toBe(1);
});
