import type { ChalkInstance } from 'chalk';
import Table from 'cli-table3';
import { failureRateBound } from '../runner/sweep/bound.ts';
import type { FailureGroup } from '../runner/sweep/groups.ts';
import type { TestTally } from '../runner/sweep/tally.ts';
import { replayCommand } from './replay.ts';
import type { PageOf } from './sweep-pages.ts';

/** A sweep's figures, a row a test. */
export function sweepTable(tests: readonly TestTally[]): string {
  const table = new Table({
    head: ['test', 'runs', 'failed', 'rate', '95% below', 'mean ms', 'worst ms'],
    colAligns: ['left', 'right', 'right', 'right', 'right', 'right', 'right'],
    style: { head: [], border: [], compact: true },
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
  readonly implementation: string;
  readonly chalk: ChalkInstance;
  readonly pageOf: PageOf;
}

/** The bugs behind a sweep's failures, each with the command and the page of its shortest case. */
export function sweepGroups(
  groups: readonly FailureGroup[],
  { implementation, chalk, pageOf }: GroupOptions,
): readonly string[] {
  if (groups.length === 0) return [chalk.green('no failure')];
  const total = groups.reduce((sum, group) => sum + group.runs, 0);
  const bugs = groups.length === 1 ? 'what looks like 1 bug' : `${String(groups.length)} kinds`;
  const lines = [chalk.red(`${String(total)} failed runs, ${bugs}:`)];
  for (const { property, place, runs, tests, shortest } of groups) {
    const where = place === undefined ? '' : ` at ${place}`;
    const command = replayCommand({
      part: shortest.part,
      implementation,
      test: shortest.test,
      seed: shortest.seed,
    });
    lines.push(
      '',
      chalk.bold(`${property}${where}`) + ` (${String(runs)} runs: ${tests.join(', ')})`,
      `  ${shortest.failure?.message ?? ''}`,
      `  ${chalk.cyan(command)}`,
    );
    const page = pageOf(shortest);
    if (page !== undefined) lines.push(`  ${page}`);
  }
  return lines;
}

function percent(rate: number): string {
  return `${(rate * 100).toFixed(2)}%`;
}
