import { Chalk } from 'chalk';
import { expect, test } from 'vitest';
import type { RunResult } from '../tester/result.ts';
import { oracleSummary } from './oracle-summary.ts';

const chalk = new Chalk({ level: 0 });

function resultWith(parts: Pick<RunResult, 'seed' | 'oracleNotes' | 'unchecked'>): RunResult {
  return { test: 'TestBackup3B', ...parts } as unknown as RunResult;
}

const note = {
  rule: 'backup-per-term',
  title: 'backing up costs one RPC per conflicting term',
  message: 'server 1 took 50 RPCs',
  servers: [1],
  atMs: 10,
  evidence: [],
  times: 3,
};
const hidden = { rule: 'log-matching', reason: 'AppendEntries shows no prevLogTerm' };

test('a rule broken in many runs, and a rule that cannot be checked, are said once', () => {
  const lines = oracleSummary(
    [1, 2].map((seed) => resultWith({ seed, oracleNotes: [note], unchecked: [hidden] })),
    { chalk, width: 200 },
  );
  expect(lines).toEqual([
    'note backup-per-term, in 2 runs: backing up costs one RPC per conflicting term: ' +
      'server 1 took 50 RPCs (TestBackup3B, seed 1)',
    'not checked log-matching: AppendEntries shows no prevLogTerm',
  ]);
});

test('nothing is said of runs that kept all rules', () => {
  const clean = resultWith({ seed: 1, oracleNotes: [], unchecked: [] });
  expect(oracleSummary([clean], { chalk, width: 100 })).toEqual([]);
});
