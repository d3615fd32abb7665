import { expect, test } from 'vitest';
import type { RunResult } from '../../../tester/result.ts';
import { groupFailures } from './groups.ts';
import { Tally } from './tally.ts';

interface Told {
  readonly test: string;
  readonly seed: number;
  readonly property?: string;
  readonly stack?: readonly string[];
  readonly simulatedMs?: number;
  readonly realMs?: number;
}

/** A result as far as tallies and groups look at it. */
function resultOf(told: Told): RunResult {
  const { test: name, seed, property, stack = [], simulatedMs = 1000, realMs = 10 } = told;
  const failure = { property, message: `seed ${seed}`, stack, atMs: 0, servers: [] };
  return {
    test: name,
    seed,
    verdict: property === undefined ? 'pass' : 'fail',
    ...(property === undefined ? {} : { failure: { ...failure, report: [], lastEvents: [] } }),
    statistics: { simulatedMs, realMs },
  } as unknown as RunResult;
}

test('failing seeds of one broken rule are one group, whatever their messages say', () => {
  const groups = groupFailures([
    resultOf({ test: 'A', seed: 1, property: 'agreement' }),
    resultOf({ test: 'A', seed: 2, property: 'agreement', simulatedMs: 400 }),
    resultOf({ test: 'B', seed: 3, property: 'agreement' }),
    resultOf({ test: 'B', seed: 4, property: 'one-leader' }),
  ]);
  expect(groups.map((group) => [group.property, group.runs, group.tests])).toEqual([
    ['agreement', 3, ['A', 'B']],
    ['one-leader', 1, ['B']],
  ]);
});

test('a group shows its run of least simulated time', () => {
  const [group] = groupFailures([
    resultOf({ test: 'A', seed: 1, property: 'agreement', simulatedMs: 900 }),
    resultOf({ test: 'A', seed: 2, property: 'agreement', simulatedMs: 400 }),
  ]);
  expect(group?.shortest.seed).toBe(2);
});

test('exceptions at different lines are different bugs', () => {
  const property = 'uncaught-exception';
  const groups = groupFailures([
    resultOf({ test: 'A', seed: 1, property, stack: ['at f (raft.ts:10:3)'] }),
    resultOf({ test: 'A', seed: 2, property, stack: ['at f (raft.ts:10:9)'] }),
    resultOf({ test: 'A', seed: 3, property, stack: ['at raft.ts:20:3'] }),
  ]);
  expect(groups.map((group) => [group.place, group.runs])).toEqual([
    ['raft.ts:10', 2],
    ['raft.ts:20', 1],
  ]);
});

test('a tally counts runs, failures, mean and worst real time of each test', () => {
  const tally = new Tally();
  tally.add(resultOf({ test: 'A', seed: 1, realMs: 10 }));
  tally.add(resultOf({ test: 'A', seed: 2, realMs: 30, property: 'agreement' }));
  tally.add(resultOf({ test: 'B', seed: 1, realMs: 5 }));
  expect(tally.tests).toEqual([
    { test: 'A', runs: 2, failed: 1, meanMs: 20, worstMs: 30 },
    { test: 'B', runs: 1, failed: 0, meanMs: 5, worstMs: 5 },
  ]);
  expect(tally.failures.map(({ seed }) => seed)).toEqual([2]);
});
