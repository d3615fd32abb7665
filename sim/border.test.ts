import { describe, expect, it } from 'vitest';
import { attack } from '../tester/testing/attack.ts';
import { inside } from '../tester/testing/play.ts';

const gone = [
  'process',
  'require',
  'module',
  'exports',
  '__dirname',
  '__filename',
  'global',
  'Buffer',
  'fetch',
  'XMLHttpRequest',
  'WebSocket',
  'WebAssembly',
  'SharedArrayBuffer',
  'Atomics',
  'WeakRef',
  'FinalizationRegistry',
  'Intl',
  'Worker',
  'MessageChannel',
  'BroadcastChannel',
  'navigator',
  'localStorage',
  'window',
  'self',
  'gc',
  'importScripts',
  'Deno',
  'Bun',
];

describe('inside a server', () => {
  it('nothing of the host has a name', async () => {
    const lines = await inside(
      `for (const name of ${JSON.stringify(gone)})
        if (name in globalThis) console.log('there is', name);
      console.log([${gone.map((name) => `typeof ${name}`).join(',')}].filter((type) => type !== 'undefined').length);`,
    );
    // The bundler's wrapping has a `module`, which holds nothing but the implementation's exports.
    expect(lines).toEqual(['1']);
  });

  it('code cannot be made from text', async () => {
    const lines = await inside(`
      const makers = {
        eval: () => globalThis.eval('1'),
        Function: () => new Function('1'),
        async: () => (async () => {}).constructor('1'),
        generator: () => (function* () {}).constructor('1'),
        constructor: () => this_.constructor.constructor('return process')(),
      };
      const this_ = {};
      for (const [name, make] of Object.entries(makers))
        try { console.log(name, make()); } catch (error) { console.log(name, error instanceof EvalError); }`);
    expect(lines).toEqual(
      ['eval', 'Function', 'async', 'generator', 'constructor'].map((name) => `${name} true`),
    );
  });

  it('how stacks are written cannot be changed', async () => {
    const lines = await inside(`
      for (const change of [
        () => { Error.prepareStackTrace = (error, sites) => sites; },
        () => { Object.defineProperty(Error, 'prepareStackTrace', { value: (error, sites) => sites }); },
        () => { globalThis.Error = { prepareStackTrace: (error, sites) => sites }; },
        () => { Object.defineProperty(globalThis, 'Error', { get: () => ({ prepareStackTrace: (error, sites) => sites }) }); },
        () => { delete globalThis.Error; },
      ]) {
        try { change(); } catch (error) { console.log(error instanceof TypeError); }
        if (typeof new Error('x').stack !== 'string') console.log('changed');
      }`);
    expect(lines).toEqual(['true', 'true', 'true', 'true']);
  });

  it('a stack has the frames of the implementation, and none of who called it', async () => {
    const lines = await inside(`
      Error.stackTraceLimit = Infinity;
      const told = (name, stack) => {
        const frames = stack.split('\\n').slice(1);
        const isOurs = (frame) => /raft\\.bundle\\.js:|Array\\.map \\(<anonymous>\\)/.test(frame);
        console.log(name, frames.length > 1, frames.filter((frame) => !isOurs(frame)).join('; '));
      };
      const captured = {};
      Error.captureStackTrace(captured);
      told('captured', captured.stack);
      told('made', new Error('x').stack);
      told('called back', [1].map(() => new Error('x').stack)[0]);
      try { persister.Save('no bytes'); } catch (error) { told('of what is provided', error.stack); }
      try { null.x; } catch (error) { told('of the engine', error.stack); }`);
    expect(lines).toEqual([
      'captured true ',
      'made true ',
      'called back true ',
      'of what is provided true ',
      'of the engine true ',
    ]);
  });

  it('no way of making text of things is given the frames themselves', async () => {
    const lines = await inside(`
      const seen = [];
      const look = { get() { seen.push(this); return undefined; } };
      for (const key of [Symbol.toPrimitive, Symbol.toStringTag, 'getFileName', 'valueOf', 0])
        Object.defineProperty(Object.prototype, key, { ...look, configurable: true });
      new Error('x').stack;
      console.log(seen.filter((one) => typeof one?.getLineNumber === 'function').length);`);
    expect(lines).toEqual(['0']);
  });
});

/** Each attempt tries all it can lay its hands on; `tryOn` prints when anything leads outside. */
const attempts: readonly (readonly [string, string])[] = [
  [
    'everything it is given and everything global',
    `for (const name of Object.getOwnPropertyNames(globalThis)) tryOn(globalThis[name], name);
     tryOn(globalThis, 'globalThis'); tryOn(Object.getPrototypeOf(globalThis), 'its prototype');
     for (const given of [peers, peers[0], peers[0].Call, persister, persister.Save, applyCh, applyCh.send]) tryOn(given, 'given');
     tryOn(peers[0].Call('Raft.RequestVote', {}), 'promise');`,
  ],
  [
    'what the provided functions return',
    `tryOn(setTimeout(() => {}, 1), 'timer'); tryOn(crypto.getRandomValues(new Uint8Array(2)), 'random');
     tryOn(new TextEncoder().encode('x'), 'bytes'); tryOn(new TextEncoder().encode('x').buffer, 'buffer');
     tryOn(structuredClone(new Map([[1, new Uint8Array(1)]])), 'clone'); tryOn(new Date(), 'date');
     tryOn(console.log('x'), 'nothing'); persister.Save(new Uint8Array([1]), new Uint8Array([2]));
     tryOn(persister.ReadRaftState(), 'state'); tryOn(persister.ReadSnapshot().buffer, 'snapshot');
     tryOn(AbortSignal.timeout(1), 'signal'); tryOn(performance, 'performance');`,
  ],
  [
    'what a call returns',
    `const reply = await peers[1 - me].Call('Raft.Echo', { bytes: new Uint8Array(3), list: [{}] });
     if (reply.list.length !== 1) console.log('the call failed');
     for (const part of [reply, reply.bytes, reply.bytes.buffer, reply.list, reply.list[0]]) tryOn(part, 'reply');`,
  ],
  [
    'errors of every provided function',
    `const wrong = [
       () => setTimeout(1), () => queueMicrotask(null), () => crypto.getRandomValues(1), () => new TextDecoder('x'),
       () => new TextDecoder('utf-8', { fatal: true }).decode(new Uint8Array([255])), () => structuredClone(() => 1),
       () => peers[0].Call(), () => peers[0].Call('Raft.X', () => 1), () => peers[0].Call({ toString() { return 'a.b'; } }, 1),
       () => persister.Save('x'), () => persister.Save(new Uint8Array(1), 'x'), () => applyCh.send(), () => applyCh.send({ kind: 'command', index: 1, command: () => 1 }),
       () => setTimeout(() => {}, Symbol()), () => new AbortSignal(), () => console.log({ get x() { throw 1; } }),
       () => new TextEncoder().encode({ toString() { throw new Error(); } }), () => new Uint8Array(-1), () => null.x, () => [].reduce(() => 1),
       () => peers[99].Call('Raft.X', 1), () => Reflect.apply(peers[0].Call, undefined, ['Raft.X', 1]),
     ];
     for (const call of wrong) try { tryOn(await call(), 'result'); } catch (error) { tryOn(error, String(call)); }`,
  ],
  [
    'errors of eval and of new Function',
    `for (const make of [() => (0, eval)('1'), () => new Function('1'), () => Reflect.construct(Function, ['1']), () => (async () => {}).constructor('1')])
       try { make(); } catch (error) { tryOn(error, 'eval error'); }`,
  ],
  [
    'getters and setters that are proxies, called by the host when it looks at an error',
    `const error = new Error('x');
     for (const key of ['name', 'message', 'cause'])
       Object.defineProperty(error, key, { configurable: true, get: spy(function () { return 'text'; }, key) });
     error.stack; String(error); console.log(error);
     const other = new Error('y'); Object.defineProperty(other, 'name', { get: spy(function () { return 'n'; }, 'name') }); other.stack;
     const captured = {}; Object.defineProperty(captured, 'name', { get: spy(function () { return 'n'; }, 'name') }); Error.captureStackTrace(captured); captured.stack;`,
  ],
  [
    'built-ins of its own that receive what comes in',
    `for (const name of ['Uint8Array', 'ArrayBuffer', 'Promise', 'Array', 'Object', 'Map', 'Number', 'String', 'RangeError', 'TypeError', 'Reflect', 'Date', 'Math'])
       { const own = globalThis[name]; try { globalThis[name] = typeof own === 'function' ? spy(own, name) : own; } catch {} }
     new TextEncoder().encode('x'); persister.Save(new TextEncoder().encode('abc')); persister.ReadRaftState(); persister.RaftStateSize();
     await peers[1 - me].Call('Raft.Echo', { bytes: new TextEncoder().encode('x') }); setTimeout(() => {}, 1); console.log(new Error('x'));`,
  ],
  [
    'methods of built-ins that the host might call',
    `for (const [name, from] of [['Array', Array.prototype], ['Map', Map.prototype], ['Promise', Promise.prototype], ['Uint8Array', Uint8Array.prototype],
         ['TypedArray', Object.getPrototypeOf(Uint8Array.prototype)], ['String', String.prototype], ['Function', Function.prototype], ['Number', Number], ['Reflect', Reflect], ['Object', Object], ['Iterator', Object.getPrototypeOf([][Symbol.iterator]())]])
       for (const key of Reflect.ownKeys(from)) {
         if (key === 'constructor' || key === 'prototype') continue;
         const property = Object.getOwnPropertyDescriptor(from, key);
         if (typeof property?.value === 'function' && property.configurable) Object.defineProperty(from, key, { ...property, value: spy(property.value, name + String(key)) });
         if (typeof property?.get === 'function' && property.configurable) Object.defineProperty(from, key, { ...property, get: spy(property.get, name + String(key)) });
       }
     persister.Save(new Uint8Array([1, 2])); persister.ReadRaftState(); new TextEncoder().encode('abc');
     await peers[1 - me].Call('Raft.Echo', { list: [1, 2] }); console.log('text', [1], new Error('x')); applyCh.send({ kind: 'command', index: 1, command: 1 });`,
  ],
  [
    'classes that are asked whether something is theirs',
    `const asks = Function.prototype[Symbol.hasInstance];
     for (const own of [Error, Promise, Uint8Array, Object, Function])
       try { Object.defineProperty(own, Symbol.hasInstance, { value: (what) => { tryOn(what, own.name); return asks.call(own, what); } }); } catch {}
     console.log(new Error('x')); try { await peers[0].Call('x'); } catch {}`,
  ],
  [
    'what hangs on a promise',
    `const promise = peers[0].Call('Raft.Echo', {}); await promise;
     for (const one of [promise, Promise.resolve(), (async () => {})()])
       for (const key of Reflect.ownKeys(one)) tryOn(one[key], String(key));`,
  ],
  [
    'dynamic imports of every kind',
    `const name = ['node:', 'fs'].join('');
     for (const load of [() => import(name), () => import('.//' + name)])
       try { tryOn(await load(), 'module'); } catch (error) { tryOn(error, 'import error'); }`,
  ],
  [
    'async errors through a handler, a timer and an await',
    `const trap = { then: spy((resolve) => resolve(1), 'then') };
     await trap; await Promise.all([trap]);
     await new Promise((resolve) => setTimeout(spy(resolve, 'timer callback'), 1));
     queueMicrotask(spy(() => {}, 'microtask')); setImmediate(spy(() => {}, 'immediate'), {}, []);
     await new Promise((resolve) => setTimeout(resolve, 5));`,
  ],
];

/** Attempts that end the run, and what for. */
const fatal: readonly (readonly [string, string, string])[] = [
  [
    'a reply that is a promise of its own making',
    `await peers[1 - me].Call('Raft.Thenable', {});`,
    'value.then: it is a function',
  ],
  [
    'bytes that are none',
    `persister.Save(Object.create(Uint8Array.prototype));`,
    'only primitives and bytes leave a process, got a value of type object',
  ],
  [
    'bytes behind a proxy',
    `persister.Save(new Proxy(new Uint8Array(1), { get: spy(Reflect.get, 'get') }));`,
    'only primitives and bytes leave a process, got a value of type object',
  ],
  [
    'an answer that only looks like a number',
    `Number.isSafeInteger = () => true;
     raft.GetState = () => ({ term: { [Symbol.toPrimitive]: spy(() => 1, 'term') }, isLeader: true });
     raft.Start = () => ({ index: { toString: spy(() => '1', 'index') }, term: 1, isLeader: true });
     globalThis.Number = spy(() => raft, 'Number'); raft.PersistBytes = () => raft;
     throw new Error('done');`,
    'Error: done',
  ],
  [
    'an error that is looked at from outside',
    `const error = new Error('x');
     for (const key of ['name', 'message', 'stack'])
       Object.defineProperty(error, key, { get: spy(function () { return raft; }, key) });
     throw error;`,
    '(uncaught, in a promise that nobody awaits)',
  ],
  [
    'a promise without its prototype',
    `const promise = Promise.reject(new Error('mine'));
     Object.setPrototypeOf(promise, new Proxy({}, { getPrototypeOf: spy(() => null, 'getPrototypeOf') }));
     await new Promise((resolve) => setTimeout(resolve, 1)); throw new Error('done');`,
    'Error: done',
  ],
];

describe('no way leads out of a server', () => {
  it.each(attempts)('through %s', async (_, code) => {
    const { lines, failure } = await attack(code);
    expect(lines.filter((line) => /^(ESCAPED|FOREIGN|the call failed)/.test(line))).toEqual([]);
    expect(lines.filter((line) => line === 'tried')).toHaveLength(2);
    expect(failure).toBeUndefined();
  });

  it.each(fatal)('through %s, which ends the run', async (_, code, message) => {
    const { lines, failure } = await attack(code);
    expect(lines.filter((line) => /^(ESCAPED|FOREIGN)/.test(line))).toEqual([]);
    expect(failure).toContain(message);
  });

  it('through the stack’s end inside a function of the host', async () => {
    // Close to the end there is no room for anything but to keep what was caught. The end must come
    // within one of the host's frames, so several offsets are tried.
    const { lines } = await attack(`
      const { now } = performance, encoder = new TextEncoder(), caught = [];
      let left = 0, call;
      const dig = () => {
        try { dig(); } catch (error) { caught.push(error); }
        if (left > 0) { left--; try { call(); } catch (error) { caught.push(error); } }
      };
      for (let offset = 0; offset < 4; offset++)
        for (call of [now, () => encoder.encode('x')]) {
          left = 500;
          try { dig.apply(undefined, new Array(offset)); } catch (error) { caught.push(error); }
        }
      for (const error of caught) tryOn(error, 'overflow');`);
    expect(new Set(lines)).toEqual(new Set(['tried']));
  });
});
