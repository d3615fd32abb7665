import { describe, expect, it } from 'vitest';
import { Program } from '../sim/program.ts';
import { loadImplementation } from './implementation/load.ts';
import type { RunResult } from './result.ts';
import type { Tester } from './tester.ts';
import { idleRaft, programOf } from './testing/implementation.ts';
import { play, playSource, type PlayOptions } from './testing/play.ts';

const { runtime, bundle } = await loadImplementation('solutions');
const reference = new Program(runtime, bundle);

/** A little of everything: elections, agreement, crashes, partitions, losses, snapshots. */
async function eventful(t: Tester): Promise<void> {
  await t.one('first', { servers: 3, retry: true });
  const leader = await t.checkOneLeader();
  t.disconnect(leader);
  t.setUnreliable();
  for (let i = 0; i < 12; i++) await t.one(t.random.int(1000), { servers: 2, retry: true });
  t.connect(leader);
  t.crash((leader + 1) % 3);
  t.setLongReordering('on');
  await t.one({ op: 'put', value: new Uint8Array(3) }, { servers: 2, retry: true });
  t.restart((leader + 1) % 3);
  await t.one('last', { servers: 3, retry: true });
}

const runEventful = (options: PlayOptions): Promise<RunResult> =>
  play(reference, eventful, { servers: 3, snapshots: true, oracles: 'on', ...options });

describe('a run', () => {
  it('is the same for the same seed, to the last byte', async () => {
    const [first, second] = [await runEventful({ seed: 5 }), await runEventful({ seed: 5 })];
    expect(first.verdict).toBe('pass');
    expect(second.traceHash).toBe(first.traceHash);
    expect({ ...second.statistics, realMs: 0 }).toEqual({ ...first.statistics, realMs: 0 });
  });

  it('is another for another seed', async () => {
    const hashes = [];
    for (let seed = 0; seed < 5; seed++) hashes.push((await runEventful({ seed })).traceHash);
    expect(new Set(hashes).size).toBe(5);
  });

  it('is not changed by being recorded, nor by being watched by the oracles', async () => {
    const recorded = await runEventful({ seed: 6, recording: 'on' });
    const bare = await runEventful({ seed: 6, recording: 'off' });
    const unwatched = await runEventful({ seed: 6, recording: 'off', oracles: 'off' });
    expect([bare.traceHash, unwatched.traceHash]).toEqual([recorded.traceHash, recorded.traceHash]);
    expect(bare.trace).toBeUndefined();
    expect(recorded.trace).toHaveLength(recorded.statistics.events);
  });

  it('that fails is repeated exactly as well', async () => {
    const body = async (t: Tester): Promise<void> => {
      await eventful(t);
      t.fail('end', 'the end');
    };
    const once = (): Promise<RunResult> =>
      play(reference, body, { servers: 3, seed: 7, snapshots: true });
    const [first, second] = [await once(), await once()];
    expect(first.verdict).toBe('fail');
    expect(second.traceHash).toBe(first.traceHash);
    expect(second.failure).toEqual(first.failure);
  });

  it('does not depend on the runs before it in the same process', async () => {
    const alone = await runEventful({ seed: 8 });
    await playSource('export function Make() { throw new Error("x"); }', (t) => t.sleep(1));
    await runEventful({ seed: 9 });
    expect((await runEventful({ seed: 8 })).traceHash).toBe(alone.traceHash);
  });
});

describe('the result of a run', () => {
  it('counts servers, RPCs, bytes, commands, events and simulated time', async () => {
    const source = `${idleRaft} export function Make(peers, me, persister, applyCh) {
      setTimeout(() => { if (me === 0) void peers[1].Call('Raft.Echo', 'x'.repeat(1000)); }, 5);
      for (let index = 1; index <= 4; index++) void applyCh.send({ kind: 'command', index, command: 1 });
      return { ...idleRaft, Echo: (args) => args };
    }`;
    const { statistics, trace } = await playSource(source, (t) => t.sleep(1_000), { servers: 2 });
    expect(statistics).toMatchObject({ simulatedMs: 1_000, servers: 2, rpcs: 1, commands: 4 });
    expect(statistics.events).toBe(trace?.length);
    expect(statistics.bytes).toBeGreaterThan(2_000);
    expect(statistics.bytes).toBeLessThan(2_020);
  });

  it('of a failure tells what each server was, and the last events', async () => {
    const source = `${idleRaft} export function Make(peers, me, persister, applyCh) {
      if (me === 0) void applyCh.send({ kind: 'command', index: 1, command: 'x' });
      return { ...idleRaft, GetState: () => ({ term: 3 + me, isLeader: me === 1 }) };
    }`;
    const result = await playSource(
      source,
      async (t) => {
        await t.sleep(1_000);
        t.disconnect(1);
        t.crash(2);
        t.fail('odd', 'this is odd');
      },
      { servers: 3 },
    );
    expect(result.verdict).toBe('fail');
    expect(result.failure).toMatchObject({ property: 'odd', message: 'this is odd', atMs: 1_000 });
    expect(result.failure?.report).toMatchObject([
      { server: 0, up: true, connected: true, term: 3, isLeader: false, applied: 1 },
      { server: 1, up: true, connected: false, term: 4, isLeader: true, applied: 0 },
      { server: 2, up: false, connected: false, term: 0, isLeader: false, applied: 0 },
    ]);
    expect(result.failure?.lastEvents.at(-1)).toBe('1.0000 s  FAILED odd: this is odd');
    expect(result.failure?.lastEvents).toContain('1.0000 s  S2 crashes');
    expect(result.failure?.lastEvents.length).toBeLessThanOrEqual(12);
  });

  it('is plain JSON, but for the trace', async () => {
    const result = await playSource('export const Make = 1;', (t) => t.sleep(1), {
      recording: 'off',
    });
    expect(JSON.parse(JSON.stringify(result))).toEqual(result);
  });

  it('keeps the warnings of the scenario', async () => {
    const { warnings, verdict } = await playSource(
      `${idleRaft} export function Make() { return idleRaft; }`,
      (t) => {
        t.warn('a little odd');
        return Promise.resolve();
      },
    );
    expect([verdict, ...warnings]).toEqual(['pass', 'a little odd']);
  });

  it('fails a test that does not end within 120 s of simulated time', async () => {
    const source = `${idleRaft} export function Make() { return idleRaft; }`;
    const { failure } = await playSource(source, (t) => t.sleep(1e9));
    expect(failure).toMatchObject({ property: 'time-limit', atMs: 120_000 });
  });

  it('never is one for a defect in the scenario: that is thrown', async () => {
    const program = await programOf(`${idleRaft} export function Make() { return idleRaft; }`);
    const defect = new TypeError('a defect');
    await expect(play(program, () => Promise.reject(defect))).rejects.toBe(defect);
  });
});
