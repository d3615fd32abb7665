import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { findScenario } from '../../labs/index.ts';
import type { Implementation } from '../../tester/implementation/load.ts';
import type { RunResult } from '../../tester/result.ts';
import { PoolClosed, RunPool } from './pool.ts';

/** In place of the processes that run tests: processes that die when a job's seed says so. */
const mortal = `
import { existsSync, writeFileSync } from 'node:fs';
const once = new URL('once', import.meta.url);
const die = () => process.kill(process.pid, 'SIGKILL');
process.on('disconnect', () => process.exit());
process.on('message', ({ seed, test }) => {
  if (seed === 1 && !existsSync(once)) {
    writeFileSync(once, '');
    die();
  }
  if (seed === 2) die();
  process.send({ kind: 'begun' });
  if (seed === 3) die();
  if (seed === 4) {
    console.error('FATAL ERROR: JavaScript heap out of memory');
    setImmediate(() => process.abort());
  } else if (seed === 5) {
    return;
  } else {
    process.send({ kind: 'done', run: { result: { test, seed, verdict: 'pass' } } });
    if (seed === 6) setImmediate(die);
  }
});
`;
const fate = {
  onceBeforeItsJob: 1,
  alwaysBeforeItsJob: 2,
  inItsJob: 3,
  ofMemory: 4,
  never: 5,
  afterItsJob: 6,
  none: 7,
} as const;

const nothing = { code: '', map: '', fileName: '' };
const implementation: Implementation = {
  name: 'nothing',
  file: '',
  runtime: nothing,
  bundle: nothing,
};
const scenario = findScenario('TestInitialElection3A');

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'raftlab-test-'));
  writeFileSync(path.join(folder, 'main.mjs'), mortal);
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

describe.each([1, 2])('with %i processes at a time', (jobs) => {
  const open = (): Promise<RunPool> => {
    const main = path.join(folder, 'main.mjs');
    return RunPool.open({ implementation, jobs, scripts: { main, watchdog: '' } });
  };
  const run = (pool: RunPool, seed: number): Promise<RunResult> => {
    if (scenario === undefined) throw new Error('the scenario is gone');
    return pool.run(scenario, { seed, recording: 'off' });
  };
  /** What becomes of runs that wait all at once: the property they break, or their verdict. */
  const endings = async (seeds: readonly number[]): Promise<readonly string[]> => {
    const pool = await open();
    try {
      const results = await Promise.all(seeds.map((seed) => run(pool, seed)));
      return results.map(({ failure, verdict }) => failure?.property ?? verdict);
    } finally {
      await pool.close();
    }
  };

  test('deaths in a row, the last one at the end of the plan, each cost one run', async () => {
    const { inItsJob, none, ofMemory } = fate;
    const seeds = [inItsJob, inItsJob, none, ofMemory, inItsJob, inItsJob];
    expect(await endings(seeds)).toEqual([
      'process-died',
      'process-died',
      'pass',
      'out-of-memory',
      'process-died',
      'process-died',
    ]);
  });

  test('a process that dies before it has begun, or after it is done, costs nothing', async () => {
    const { afterItsJob, none, onceBeforeItsJob } = fate;
    const seeds = [onceBeforeItsJob, afterItsJob, afterItsJob, none, afterItsJob, none];
    expect(await endings(seeds)).toEqual(seeds.map(() => 'pass'));
  });

  test('processes that never begin are a mistake of ours, said in words', async () => {
    await expect(endings([fate.none, fate.alwaysBeforeItsJob])).rejects.toThrow(
      'the processes that run tests die as soon as they start: SIGKILL',
    );
  });

  test('closing gives up the runs that are under way or wait, and no process is left', async () => {
    const pool = await open();
    const runs = [fate.never, fate.never, fate.none].map((seed) => run(pool, seed));
    const settled = Promise.allSettled(runs);
    await pool.close();
    for (const each of await settled) {
      expect(each.status === 'rejected' && each.reason instanceof PoolClosed).toBe(true);
    }
    await expect(run(pool, fate.none)).rejects.toThrow(PoolClosed);
  });
});
