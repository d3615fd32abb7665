import { expect, test } from 'vitest';
import type { Tester } from '../tester.ts';
import { idleRaft, programOf } from '../testing/implementation.ts';
import { play } from '../testing/play.ts';
import { everywhere, outOf, type Fault } from './index.ts';

/** Server 0 calls server 1 every 10 ms, from 10 ms on, and numbers its calls. */
const caller = programOf(`${idleRaft}
  export function Make(peers, me) {
    let n = 0;
    if (me === 0) {
      setInterval(async () => {
        const k = ++n;
        const reply = await peers[1].Call('Raft.Echo', { k });
        if (reply !== undefined) console.log('back', reply.k);
      }, 10);
    }
    return Object.assign(idleRaft, { Echo(args) { console.log('got', args.k); return args; } });
  }`);

/** What server 0 and server 1 printed in 95 ms: `got 1`, `back 1` … */
async function echoes(script: (t: Tester) => Promise<void>): Promise<string[]> {
  const { failure, trace = [] } = await play(await caller, script, { servers: 2 });
  if (failure !== undefined) throw new Error(failure.message);
  return trace.flatMap((event) => (event.kind === 'console' ? [event.text] : []));
}

async function withFault(fault: Fault): Promise<string[]> {
  return echoes(async (t) => {
    t.faults.inject(fault);
    await t.sleep(95);
  });
}

const gotAll = Array.from({ length: 9 }, (_, k) => `got ${k + 1}`);

function got(lines: readonly string[]): string[] {
  return lines.filter((line) => line.startsWith('got'));
}

test('without faults every call arrives and returns, in order', async () => {
  const lines = await echoes((t) => t.sleep(95));
  expect(got(lines)).toEqual(gotAll);
  expect(lines).toHaveLength(18);
});

test('a link that is cut one way loses requests there, and lets those the other way through', async () => {
  expect(await withFault({ verb: 'cut', links: outOf(0) })).toEqual([]);
});

test('a cut of the way back loses only replies', async () => {
  expect(await withFault({ verb: 'cut', links: outOf(1) })).toEqual(gotAll);
});

test('a fault with afterMs strikes that much later, and healing ends it', async () => {
  const lines = await echoes(async (t) => {
    t.faults.inject({ verb: 'cut', links: outOf(0), afterMs: 35 });
    t.faults.inject({ verb: 'heal', links: everywhere, afterMs: 65 });
    await t.sleep(95);
  });
  expect(got(lines)).toEqual(gotAll.filter((_, k) => k < 3 || k >= 6));
});

test('what was to strike later does not when all faults have ended before', async () => {
  const lines = await echoes(async (t) => {
    t.faults.inject({ verb: 'crash', server: 1, afterMs: 50 });
    await t.sleep(20);
    t.faults.endAll();
    t.faults.inject({ verb: 'cut', links: outOf(0), afterMs: 35 });
    await t.sleep(75);
  });
  expect(got(lines)).toEqual(gotAll.slice(0, 5));
});

test('held messages wait and arrive when they are released', async () => {
  const arrivals: number[] = [];
  await echoes(async (t) => {
    t.listen((event) => {
      if (event.kind === 'rpc.deliver') arrivals.push(event.atMs);
    });
    t.faults.inject({ verb: 'hold', links: outOf(0) });
    await t.sleep(55);
    expect(arrivals).toEqual([]);
    t.faults.inject({ verb: 'release', links: outOf(0) });
    await t.sleep(1);
  });
  expect(arrivals.slice(0, 4)).toEqual([55, 55, 55, 55]);
});

test('a cut loses what is held on the link', async () => {
  const lines = await echoes(async (t) => {
    t.faults.inject({ verb: 'hold', links: outOf(0) });
    await t.sleep(55);
    t.faults.inject({ verb: 'cut', links: outOf(0) });
    t.faults.inject({ verb: 'heal', links: outOf(0) });
    await t.sleep(40);
  });
  expect(got(lines)).toEqual(gotAll.slice(5));
});

test('what is held for a server that restarts arrives in its next life', async () => {
  const lines = await echoes(async (t) => {
    t.faults.inject({ verb: 'hold', links: outOf(0) });
    await t.sleep(25);
    t.faults.inject({ verb: 'crash', server: 1 });
    t.faults.inject({ verb: 'restart', server: 1 });
    await t.sleep(1);
    t.faults.inject({ verb: 'release', links: outOf(0) });
    await t.sleep(1);
  });
  expect(got(lines)).toEqual(['got 1', 'got 2']);
});

test('a delay lets messages overtake each other', async () => {
  const lines = await withFault({ verb: 'delay', links: outOf(0), upToMs: 60 });
  const numbers = got(lines).map((line) => Number(line.slice(4)));
  expect(numbers.length).toBeGreaterThan(3);
  expect(numbers).not.toEqual(numbers.toSorted((a, b) => a - b));
});

test('loss loses the given share', async () => {
  expect(got(await withFault({ verb: 'lose', links: outOf(0), probability: 1 }))).toEqual([]);
  const half = got(await withFault({ verb: 'lose', links: outOf(0), probability: 0.5 }));
  expect(half.length).toBeGreaterThan(0);
  expect(half.length).toBeLessThan(9);
});

test('a duplicated request arrives twice, and its caller gets one reply', async () => {
  const lines = await withFault({ verb: 'duplicate', links: outOf(0), probability: 1 });
  for (const k of ['1', '2', '3']) {
    expect(lines.filter((line) => line === `got ${k}`)).toHaveLength(2);
    expect(lines.filter((line) => line === `back ${k}`)).toHaveLength(1);
  }
});

test('a server whose clock is fast has its timers early', async () => {
  const lines = await echoes(async (t) => {
    t.faults.inject({ verb: 'drift', server: 0, rate: 2 });
    await t.sleep(95);
  });
  expect(got(lines).length).toBeGreaterThanOrEqual(17);
});
