import { Chalk } from 'chalk';
import { expect, test } from 'vitest';
import type { RunResult } from '../../tester/result.ts';
import { summaryLines } from './summary.ts';

const options = { chalk: new Chalk({ level: 0 }), width: 60 };

function result(test: string, verdict: RunResult['verdict']): Parameters<typeof summaryLines>[0] {
  return [{ test, verdict, part: test.endsWith('3A') ? '3A' : '3B' }];
}

test('one part alone is summed up in one line', () => {
  const results = [...result('TestReElection3A', 'pass'), ...result('TestManyElections3A', 'fail')];
  expect(summaryLines(results, options)).toEqual(['1 of 2 tests passed']);
});

test('of several parts each has its line, which names what failed unless all did', () => {
  const results = [
    ...result('TestReElection3A', 'pass'),
    ...result('TestBackup3B', 'fail'),
    ...result('TestRejoin3B', 'pass'),
  ];
  expect(summaryLines(results, options)).toEqual([
    '3A: 1 of 1 passed',
    '3B: 1 of 2 passed; failed: TestBackup3B',
    '2 of 3 tests passed',
  ]);
  const worse = [...result('TestReElection3A', 'pass'), ...result('TestBackup3B', 'fail')];
  expect(summaryLines(worse, options)).toContain('3B: 0 of 1 passed');
});
