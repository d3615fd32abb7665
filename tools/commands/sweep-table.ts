import type { ChalkInstance } from 'chalk';
import Table from 'cli-table3';
import { widthOf, wrap } from '../report/text.ts';
import { failureRateBound } from '../runner/sweep/bound.ts';
import type { FailureGroup } from '../runner/sweep/groups.ts';
import type { TestTally } from '../runner/sweep/tally.ts';
import type { FailureTexts } from './sweep-failures.ts';

/** A sweep's figures, a row a test; without lines between the columns where they would not fit. */
export function sweepTable(tests: readonly TestTally[], width: number): string {
  const table = drawTable(tests, {});
  const isTooWide = table.split('\n').some((line) => widthOf(line) > width);
  return isTooWide ? drawTable(tests, { chars: noLines, style: noPadding }) : table;
}

const noPadding = { 'padding-left': 0, 'padding-right': 0 };
const noLines = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: '  ',
};

type Look = Pick<Table.TableConstructorOptions, 'chars' | 'style'>;

function drawTable(tests: readonly TestTally[], { chars, style }: Look): string {
  const table = new Table({
    head: ['test', 'runs', 'failed', 'rate', '95% below', 'mean ms', 'worst ms'],
    colAligns: ['left', 'right', 'right', 'right', 'right', 'right', 'right'],
    style: { head: [], border: [], compact: true, ...style },
    ...(chars === undefined ? {} : { chars }),
  });
  for (const { test, runs, failed, meanMs, worstMs } of tests) {
    table.push([
      test,
      String(runs),
      String(failed),
      percent(failed / runs),
      percent(failureRateBound(runs, failed)),
      meanMs.toFixed(0),
      worstMs.toFixed(0),
    ]);
  }
  return table.toString();
}

interface GroupOptions {
  readonly chalk: ChalkInstance;
  readonly width: number;
  /** What is said of each group's shortest case, with the command and the page. */
  readonly texts: FailureTexts;
}

/** The bugs behind a sweep's failures, each with what its shortest case shows. */
export function sweepGroups(
  groups: readonly FailureGroup[],
  { chalk, width, texts }: GroupOptions,
): readonly string[] {
  if (groups.length === 0) return [chalk.green('no failure')];
  const total = groups.reduce((sum, group) => sum + group.runs, 0);
  const bugs = groups.length === 1 ? 'what looks like 1 bug' : `${groups.length} kinds`;
  const lines = [chalk.red(`${total} failed runs, ${bugs}:`)];
  for (const [i, { property, place, runs, tests }] of groups.entries()) {
    const where = place === undefined ? '' : ` at ${place}`;
    const title = `${property}${where} (${runs} runs: ${tests.join(', ')})`;
    lines.push('', ...wrap(title, width).map((line) => chalk.bold(line)), ...(texts[i] ?? []));
  }
  return lines;
}

function percent(rate: number): string {
  return `${(rate * 100).toFixed(2)}%`;
}
