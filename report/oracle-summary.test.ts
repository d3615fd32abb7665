import { Chalk } from 'chalk';
import { expect, it } from 'vitest';
import { OracleSummary } from './oracle-summary.ts';

const chalk = new Chalk({ level: 0 });

const test = 'TestBackup3B';

const note = {
  rule: 'backup-per-term',
  title: 'backing up costs one RPC per conflicting term',
  message: 'server 1 took 50 RPCs',
  servers: [1],
  atMs: 10,
  evidence: [],
  times: 3,
};
const hidden = ['log-matching', 'commits-in-time', 'start-kept'].map((rule) => ({
  rule,
  reason: 'AppendEntries shows no prevLogTerm',
}));

it('a rule broken in many runs is said once, and all that cannot be checked in one line', () => {
  const summary = new OracleSummary();
  for (const seed of [1, 2]) summary.add({ test, seed, oracleNotes: [note], unchecked: hidden });
  expect(summary.lines({ chalk, width: 200 })).toEqual([
    'note backup-per-term, in 2 runs: backing up costs one RPC per conflicting term: ' +
      'server 1 took 50 RPCs (TestBackup3B, seed 1)',
    '3 rules not checked: AppendEntries shows no prevLogTerm (the --json of a test names them)',
  ]);
});

it('nothing is said of runs that kept all rules', () => {
  const summary = new OracleSummary();
  summary.add({ test, seed: 1, oracleNotes: [], unchecked: [] });
  expect(summary.lines({ chalk, width: 100 })).toEqual([]);
});
