import { Chalk } from 'chalk';
import { expect, test } from 'vitest';
import type { RunResult } from '../../tester/result.ts';
import { beginLine, endLine, printedLines, warningLines } from './line.ts';
import { makeResult } from './testing/result.ts';

const plain = new Chalk({ level: 0 });
const coloured = new Chalk({ level: 1 });

test('a test begins as in the course', () => {
  const test = { part: '3A', title: 'initial election', network: 'reliable' } as const;
  expect(beginLine(test, plain)).toBe('Test (3A): initial election (reliable network)...');
});

test('a test that passed ends in the course’s line, with our seed and real time', () => {
  expect(endLine(makeResult(), plain)).toBe(
    '  ... Passed --  time  3.1s  #peers 3  #RPCs    58  #Ops    0  seed 7  real 32 ms',
  );
});

test('a failed test says so in red', () => {
  const failed: RunResult = { ...makeResult(), verdict: 'fail' };
  expect(endLine(failed, plain)).toMatch(/^ {2}\.\.\. FAILED --/);
  expect(endLine(failed, coloured)).toContain('\u001b[31m\u001b[1mFAILED');
  expect(endLine(makeResult(), coloured)).not.toContain('\u001b[31m');
});

test('warnings stand in lines of their own', () => {
  expect(warningLines({ ...makeResult(), warnings: ['odd', 'odder'] }, plain)).toEqual([
    '  warning: odd',
    '  warning: odder',
  ]);
});

test.each([
  [0, []],
  [1, ['  1 console line: --log shows it']],
  [30, ['  30 console lines: --log shows them']],
])('of %i printed lines it is said where to see them', (printed, lines) => {
  const { statistics, ...result } = makeResult();
  expect(printedLines({ ...result, statistics: { ...statistics, printed } }, plain)).toEqual(lines);
});
