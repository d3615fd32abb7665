import type { ChalkInstance } from 'chalk';
import type { RunResult } from '../../tester/result.ts';
import { wrap } from './text.ts';

export interface SummaryOptions {
  readonly chalk: ChalkInstance;
  readonly width: number;
}

/** What of a result the summary is about. */
type Counted = Pick<RunResult, 'part' | 'test' | 'verdict'>;

/**
 * What a grading ends with: how many tests passed. Where several parts were graded a line for each
 * stands above, so that a student sees which part is done, and what is left of the next.
 */
export function summaryLines(results: readonly Counted[], options: SummaryOptions): string[] {
  const parts = [...new Set(results.map(({ part }) => part))];
  const each = parts.map((part) => results.filter((result) => result.part === part));
  const lines = parts.length < 2 ? [] : each.flatMap((part) => partLines(part, options));
  const { chalk } = options;
  const failed = results.filter(({ verdict }) => verdict === 'fail');
  const total = `${passedOf(results, failed)} tests passed`;
  return [...lines, failed.length === 0 ? chalk.green(total) : chalk.red(total)];
}

function partLines(results: readonly Counted[], { chalk, width }: SummaryOptions): string[] {
  const failed = results.filter(({ verdict }) => verdict === 'fail');
  const names = failed.length === results.length ? '' : failed.map(({ test }) => test).join(', ');
  const line =
    `${results[0]?.part ?? ''}: ${passedOf(results, failed)} passed` +
    (names === '' ? '' : `; failed: ${names}`);
  return wrap(line, width).map((text) => (failed.length === 0 ? chalk.green(text) : text));
}

function passedOf(results: readonly Counted[], failed: readonly Counted[]): string {
  return `${results.length - failed.length} of ${results.length}`;
}
