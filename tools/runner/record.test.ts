import path from 'node:path';
import { expect, test } from 'vitest';
import { findScenario } from '../../labs/index.ts';
import { loadImplementation } from '../../tester/implementation/load.ts';
import type { RunResult } from '../../tester/result.ts';
import { readTrace } from '../viewer/trace-file.ts';
import type { RecordedRun } from './job.ts';
import { defaultLimits } from './limits.ts';
import { RunPool } from './pool.ts';

const hostile = path.join(import.meta.dirname, 'testing/hostile');

/** A run as it is done at first, and the same recorded. */
async function both(where: string): Promise<{ first: RunResult; recorded: RecordedRun }> {
  const scenario = findScenario('TestInitialElection3A');
  if (scenario === undefined) throw new Error('the scenario is gone');
  const implementation = await loadImplementation(where);
  const limits = { ...defaultLimits, stallMs: 2_000, memoryMb: 2_048 };
  const pool = await RunPool.open({ implementation, jobs: 1, limits });
  try {
    const first = await pool.run(scenario, { seed: 7, recording: 'off' });
    return { first, recorded: await pool.record(scenario, { seed: 7 }) };
  } finally {
    await pool.close();
  }
}

test('a recorded run is the same run, and comes with its page packed', async () => {
  const { first, recorded } = await both('solutions');
  const { result, file } = recorded;
  expect(result.traceHash).toBe(first.traceHash);
  expect(result.trace).toHaveLength(first.statistics.events);
  const opened = await readTrace(JSON.stringify(file));
  expect(opened.recording.length).toBe(first.statistics.events);
  expect(opened.result.traceHash).toBe(first.traceHash);
});

test('a run that has to be ended leaves a failed result and no trace', async () => {
  const { recorded } = await both(path.join(hostile, 'endless-loop.ts'));
  expect(recorded.result.failure?.property).toBe('endless-loop');
  expect(recorded.file).toBeUndefined();
});

test('a trace too large to hand over stays where it is, and the result comes without', async () => {
  const { first, recorded } = await both(path.join(hostile, 'flood.ts'));
  expect(first.statistics.bytes).toBeGreaterThan(256 * 1024 * 1024);
  expect(recorded.result.traceHash).toBe(first.traceHash);
  expect(recorded.result.failure).toEqual(first.failure);
  expect(recorded.result.trace).toBeUndefined();
  expect(recorded.file).toBeUndefined();
});
