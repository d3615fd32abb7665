import type { InertParts } from './inert.ts';

const forgedResult = JSON.stringify({
  kind: 'result',
  passesWithoutRules: true,
  result: {
    test: 'TestInitialElection3A',
    seed: 0,
    verdict: 'pass',
    warnings: [],
    oracleNotes: [],
    statistics: { simulatedMs: 1 },
    traceHash: '0123456789abcdef',
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

/** The run went on to its end as if nothing had been tried. */
const noLeader = /^one-leader: expected one leader, got none/;

/**
 * Servers that pass no test by themselves: a run that passes is an attack that worked. Each with what
 * it met: how its run's failure begins, or what the failure says.
 */
export const attacks: readonly (readonly [string, InertParts, RegExp])[] = [
  [
    'forged result lines',
    { make: `console.log('\\n' + ${JSON.stringify(forgedResult)} + '\\n');` },
    noLeader,
  ],
  ['process.exit(0)', { make: 'setTimeout(() => process.exit(0), 5);' }, /process is not defined/],
  ['process.exit through globalThis', { make: 'globalThis.process?.exit(0);' }, noLeader],
  [
    'require',
    { make: "const fs = ['fs'].join(); require(fs).writeFileSync('/tmp/x', '');" },
    /require is not defined/,
  ],
  [
    'dynamic import',
    {
      make: "const fs = ['node:fs'].join(); import(fs).then((m) => m.writeFileSync('/tmp/x', ''), () => undefined);",
    },
    noLeader,
  ],
  [
    'escaping through what Make is given',
    {
      make: escape(
        'peers, peers[0], peers[0].Call, persister, persister.Save, applyCh, applyCh.send',
      ),
    },
    noLeader,
  ],
  [
    'escaping through globals',
    {
      make: escape('globalThis, console, console.log, setTimeout, Date, Math.random, performance'),
    },
    noLeader,
  ],
  [
    'escaping through a promise of the network',
    { make: `const p = peers[1].Call('Raft.RequestVote', {}); ${escape('p, p.then')}` },
    noLeader,
  ],
  [
    'escaping through an error of the host',
    { make: `try { persister.Save(1, 2); } catch (e) { ${escape('e, e.stack')} }` },
    noLeader,
  ],
  [
    'escaping through an exhausted stack',
    {
      make: `const deep = () => { try { deep(); } catch (e) { ${escape('e')} try { peers[1].Call('Raft.RequestVote', {}); } catch (f) { ${escape('f')} } throw e; } }; try { deep(); } catch {}`,
    },
    /Maximum call stack size exceeded|one-leader|endless-loop/,
  ],
  [
    'escaping through prepareStackTrace',
    {
      make: `Error.prepareStackTrace = (e, sites) => { for (const site of sites) { const t = site.getThis?.() ?? site.getFunction?.(); ${escape('t')} } return ''; }; try { null.x; } catch (e) { e.stack; }`,
    },
    /read only property 'prepareStackTrace'/,
  ],
  [
    'prototype pollution',
    {
      make: "Object.prototype.verdict = 'pass'; Object.prototype.failure = undefined; Array.prototype.includes = () => true; Array.prototype.push = () => 0; Map.prototype.get = () => 1;",
    },
    /uncaught-exception/,
  ],
  [
    'overwriting JSON and promises',
    {
      make: `JSON.stringify = () => ${JSON.stringify(forgedResult)}; Promise.prototype.then = function () { return this; }; Object.keys = () => [];`,
    },
    noLeader,
  ],
  [
    'stopping time by Date',
    { make: 'Date.now = () => 0; performance.now = () => 0; Date = class {};' },
    noLeader,
  ],
  [
    'stopping time by timers',
    {
      make: 'globalThis.setTimeout = () => 0; globalThis.setInterval = () => 0; clearInterval(1);',
    },
    noLeader,
  ],
  [
    'a network call',
    { make: "globalThis.fetch?.('http://127.0.0.1/'); new WebSocket('ws://127.0.0.1');" },
    /WebSocket is not defined/,
  ],
  ['a worker', { make: "new Worker('for(;;);');" }, /Worker is not defined/],
  [
    'sleeping in shared memory',
    { make: 'Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);' },
    /Atomics is not defined/,
  ],
  [
    'a heap bomb',
    { make: 'const a = []; for (;;) a.push(new Array(10000).fill(1.5));' },
    /^(endless-loop|out-of-memory|process-died)/,
  ],
  [
    'a buffer bomb',
    { make: 'const a = []; for (;;) a.push(new Uint8Array(1e7).fill(1));' },
    // What comes first depends on the machine: our watch over memory, the kernel, or the limit.
    /^(endless-loop|out-of-memory|process-died)|Array buffer allocation failed/,
  ],
  [
    'a text bomb',
    { make: "let s = 'x'; const a = []; for (;;) a.push((s += s) + a.length);" },
    /Invalid string length/,
  ],
  [
    'a bomb of WebAssembly memory',
    {
      make: 'const a = []; for (;;) a.push(new Uint8Array(new WebAssembly.Memory({ initial: 1000 }).buffer).fill(1));',
    },
    /WebAssembly is not defined/,
  ],
  ['an endless loop', { make: 'for (;;);' }, /^(endless-loop|out-of-memory|process-died)/],
  [
    'an endless loop of microtasks',
    { make: 'const f = () => Promise.resolve().then(f); f();' },
    /^(endless-loop|out-of-memory|process-died)/,
  ],
  [
    'an expression without end',
    { make: "/^(a+)+$/.test('a'.repeat(60) + 'b');" },
    /^(endless-loop|out-of-memory|process-died)/,
  ],
  [
    'a storm of timers',
    { make: 'const f = () => { setTimeout(f, 0); setTimeout(f, 0); }; f();' },
    /^timer-storm/,
  ],
  [
    '20 MB of console output',
    {
      make: "const line = 'x'.repeat(1_000_000); for (let i = 0; i < 20; i++) console.log(line);",
    },
    noLeader,
  ],
  [
    'a huge message',
    {
      make: "setTimeout(() => { for (;;) void peers[1].Call('Raft.RequestVote', { x: 'x'.repeat(1e8) }); }, 5);",
    },
    /allocation failed|out-of-memory|process-died|endless-loop/,
  ],
  [
    'a reply that is a trap',
    { call: "throw new Proxy({}, { get() { throw new Error('got you'); } });" },
    /cannot be described/,
  ],
  [
    'an error that is a trap',
    {
      make: "const e = new Error(); Object.defineProperty(e, 'stack', { get() { for (;;); } }); throw e;",
    },
    /^(endless-loop|out-of-memory|process-died)/,
  ],
  ['the environment', { make: 'console.log(process.env);' }, /process is not defined/],
  [
    'a fork bomb',
    { make: "for (;;) process.binding('spawn_sync').spawn({ file: '/proc/self/exe' });" },
    /process is not defined/,
  ],
  [
    'a full disk',
    { make: 'for (let n = 1; ; n *= 2) persister.Save(new Uint8Array(n));' },
    /^(uncaught-exception|endless-loop|out-of-memory|process-died)/,
  ],
  [
    'memory shared with a peer',
    { make: "peers[1].Call('Raft.RequestVote', { memory: new SharedArrayBuffer(8) });" },
    /SharedArrayBuffer is not defined/,
  ],
  [
    'a function handed to a peer',
    { make: "peers[1].Call('Raft.RequestVote', { lead: () => me });" },
    /uncaught-exception/,
  ],
  [
    'a channel to the peers',
    { make: "new BroadcastChannel('leader');" },
    /BroadcastChannel is not defined/,
  ],
  [
    'pollution of the classes of the tester',
    {
      make: `for (const own of [peers, peers[0], persister, applyCh, console]) {
        for (let at = own; at !== null; at = Object.getPrototypeOf(at)) {
          for (const key of Object.getOwnPropertyNames(at)) { try { at[key] = () => ({ term: 1, voteGranted: true, isLeader: me === 0 }); } catch {} }
        }
      }`,
    },
    /^(one-leader|uncaught-exception)/,
  ],
];
