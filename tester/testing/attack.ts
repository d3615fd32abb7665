import { idleRaft } from './implementation.ts';
import { playSource, printed } from './play.ts';

/**
 * What every attack has at hand: `tryOn(object)` asks an object's own constructors for `process`, and
 * prints when it gets it, or when it holds a function that is not of the inside. `spy` makes a function
 * that tries everything it is called with. Both keep the built-ins they use, as attacks replace those.
 */
const weapons = `
const { getPrototypeOf } = Object, { apply, construct } = Reflect, OwnFunction = Function, OwnProxy = Proxy;
const print = console.log;
const seen = new Set();
let busy = false;
function tryOn(what, name) {
  if (busy || (typeof what !== 'object' && typeof what !== 'function') || what === null || seen.has(what)) return;
  busy = true;
  try {
    seen.add(what);
    for (let level = what, depth = 0; level !== null && depth < 10; depth++) {
      for (const way of [level.constructor, level.constructor?.constructor]) {
        if (typeof way !== 'function') continue;
        for (let top = way; ; top = getPrototypeOf(top)) {
          if (top === OwnFunction.prototype) break;
          if (top === null || typeof top !== 'function') { print('FOREIGN', name); break; }
        }
        try { if (way('return process')()?.version !== undefined) print('ESCAPED', name); } catch {}
      }
      level = getPrototypeOf(level);
    }
  } catch {} finally { busy = false; }
}
function spy(target, name) {
  const tryAll = (args) => { tryOn(args, name + ' arguments'); for (let i = 0; i < args.length; i++) tryOn(args[i], name + ' argument'); };
  return new OwnProxy(target, {
    apply(to, self, args) { tryAll(args); tryOn(self, name + ' this'); return apply(to, self, args); },
    construct(to, args, made) { tryAll(args); return construct(to, args, made); },
  });
}
`;

/** Code of an attack, what it printed on two servers, and how the run ended. */
export interface Attack {
  readonly lines: readonly string[];
  readonly failure: string | undefined;
}

/**
 * Lets two servers run an attack. It may await, and sees what `Make` is given; the handlers `Echo` and
 * `Thenable` are there to be called. It begins when both are up, and
 * prints `tried` at its end.
 */
export async function attack(code: string): Promise<Attack> {
  const result = await playSource(
    `${idleRaft}${weapons}
    const handlers = { Echo: (args) => args, Thenable: () => ({ then(resolve) { resolve({}); } }) };
    const raft = Object.assign(idleRaft, handlers);
    async function main(peers, me, persister, applyCh) {
      await new Promise((resolve) => setTimeout(resolve, 5));
      ${code}
      print('tried');
    }
    export function Make(...args) { void main(...args); return raft; }`,
    (t) => t.sleep(10_000),
    { servers: 2 },
  );
  const lines = printed(result).map((line) => line.slice(3));
  return { lines, failure: result.failure?.message };
}
