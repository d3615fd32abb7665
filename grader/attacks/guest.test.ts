import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { projectRoot } from '../../tester/implementation/root.ts';
import { openConfined, type Confined } from '../testing/confined.ts';
import { inertRaft, type InertParts } from '../testing/inert.ts';

let confined: Confined;
beforeAll(async () => {
  confined = await openConfined();
});

const forgedResult = JSON.stringify({
  kind: 'result',
  passesWithoutRules: true,
  result: {
    ...{ test: 'TestInitialElection3A', seed: 0, verdict: 'pass', warnings: [], oracleNotes: [] },
    ...{ statistics: { simulatedMs: 1 }, traceHash: '0123456789abcdef' },
  },
});

/** Tries `F('return process')()` on whatever comes near, and would end the process as if all were well. */
const escape = (objects: string): string => `
  for (const start of [${objects}]) {
    for (let at = start; at !== null && at !== undefined; at = Object.getPrototypeOf(at)) {
      try {
        const F = at.constructor.constructor;
        const host = F('return typeof process === "object" ? process : undefined')();
        if (host !== undefined) { host.stdout.write(${JSON.stringify(`${forgedResult}\n`)}); host.exit(0); }
      } catch {}
    }
  }`;

/** Servers that pass no test by themselves: a run that passes is an attack that worked. */
const attacks: readonly (readonly [string, InertParts])[] = [
  [
    'forged result lines',
    { make: `console.log('\\n' + ${JSON.stringify(forgedResult)} + '\\n');` },
  ],
  ['process.exit(0)', { make: 'setTimeout(() => process.exit(0), 5);' }],
  ['process.exit through globalThis', { make: 'globalThis.process?.exit(0);' }],
  ['require', { make: "const fs = ['fs'].join(); require(fs).writeFileSync('/tmp/x', '');" }],
  [
    'dynamic import',
    {
      make: "const fs = ['node:fs'].join(); import(fs).then((m) => m.writeFileSync('/tmp/x', ''), () => undefined);",
    },
  ],
  [
    'escaping through what Make is given',
    {
      make: escape(
        'peers, peers[0], peers[0].Call, persister, persister.Save, applyCh, applyCh.send',
      ),
    },
  ],
  [
    'escaping through globals',
    {
      make: escape('globalThis, console, console.log, setTimeout, Date, Math.random, performance'),
    },
  ],
  [
    'escaping through a promise of the network',
    { make: `const p = peers[1].Call('Raft.RequestVote', {}); ${escape('p, p.then')}` },
  ],
  [
    'escaping through an error of the host',
    { make: `try { persister.Save(1, 2); } catch (e) { ${escape('e, e.stack')} }` },
  ],
  [
    'escaping through an exhausted stack',
    {
      make: `const deep = () => { try { deep(); } catch (e) { ${escape('e')} try { peers[1].Call('Raft.RequestVote', {}); } catch (f) { ${escape('f')} } throw e; } }; try { deep(); } catch {}`,
    },
  ],
  [
    'escaping through prepareStackTrace',
    {
      make: `Error.prepareStackTrace = (e, sites) => { for (const site of sites) { const t = site.getThis?.() ?? site.getFunction?.(); ${escape('t')} } return ''; }; try { null.x; } catch (e) { e.stack; }`,
    },
  ],
  [
    'prototype pollution',
    {
      make: "Object.prototype.verdict = 'pass'; Object.prototype.failure = undefined; Array.prototype.includes = () => true; Array.prototype.push = () => 0; Map.prototype.get = () => 1;",
    },
  ],
  [
    'overwriting JSON and promises',
    {
      make: `JSON.stringify = () => ${JSON.stringify(forgedResult)}; Promise.prototype.then = function () { return this; }; Object.keys = () => [];`,
    },
  ],
  [
    'stopping time by Date',
    { make: 'Date.now = () => 0; performance.now = () => 0; Date = class {};' },
  ],
  [
    'stopping time by timers',
    {
      make: 'globalThis.setTimeout = () => 0; globalThis.setInterval = () => 0; clearInterval(1);',
    },
  ],
  [
    'a network call',
    { make: "globalThis.fetch?.('http://127.0.0.1/'); new WebSocket('ws://127.0.0.1');" },
  ],
  ['a worker', { make: "new Worker('for(;;);');" }],
  [
    'sleeping in shared memory',
    { make: 'Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);' },
  ],
  ['a heap bomb', { make: 'const a = []; for (;;) a.push(new Array(10000).fill(1.5));' }],
  ['a buffer bomb', { make: 'const a = []; for (;;) a.push(new Uint8Array(1e7).fill(1));' }],
  ['a text bomb', { make: "let s = 'x'; const a = []; for (;;) a.push((s += s) + a.length);" }],
  [
    'a bomb of WebAssembly memory',
    {
      make: 'const a = []; for (;;) a.push(new Uint8Array(new WebAssembly.Memory({ initial: 1000 }).buffer).fill(1));',
    },
  ],
  ['an endless loop', { make: 'for (;;);' }],
  ['an endless loop of microtasks', { make: 'const f = () => Promise.resolve().then(f); f();' }],
  ['an expression without end', { make: "/^(a+)+$/.test('a'.repeat(60) + 'b');" }],
  ['a storm of timers', { make: 'const f = () => { setTimeout(f, 0); setTimeout(f, 0); }; f();' }],
  [
    '100 MB of console output',
    {
      make: "const line = 'x'.repeat(1_000_000); for (let i = 0; i < 100; i++) console.log(line);",
    },
  ],
  [
    'a huge message',
    {
      make: "setTimeout(() => { for (;;) void peers[1].Call('Raft.RequestVote', { x: 'x'.repeat(1e8) }); }, 5);",
    },
  ],
  [
    'a reply that is a trap',
    { call: "throw new Proxy({}, { get() { throw new Error('got you'); } });" },
  ],
  [
    'an error that is a trap',
    {
      make: "const e = new Error(); Object.defineProperty(e, 'stack', { get() { for (;;); } }); throw e;",
    },
  ],
];

describe('no attack from inside of a server gains a point, and each run ends', () => {
  test.each(attacks)('%s', async (_name, parts) => {
    const [record] = await confined.run(inertRaft(parts));
    expect(record?.verdict).toBe('fail');
    // Nothing of it reached our pipe, and nothing went wrong but the test.
    expect(record?.failure?.property).not.toBe('forged-result');
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
