import { availableParallelism } from 'node:os';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { RunPool } from './pool.ts';
import { loadImplementation } from '../../tester/implementation/load.ts';
import { scenarios } from '../../labs/index.ts';

let pool: RunPool;
beforeAll(async () => {
  const implementation = await loadImplementation('skeleton');
  pool = await RunPool.open({ implementation, jobs: availableParallelism() });
});
afterAll(async () => {
  await pool.close();
});

/** What a student reads first: nobody leads, or nobody takes a command. */
const understandable = ['one-leader', 'agreement', 'start-accepted'];

test.each(scenarios)(
  '$name fails on the skeleton, quickly and understandably',
  async (scenario) => {
    const result = await pool.run(scenario, { seed: 1, recording: 'off' });
    expect(result.verdict).toBe('fail');
    expect(understandable).toContain(result.failure?.property);
    expect(result.failure?.atMs).toBeLessThan(60_000);
  },
);
