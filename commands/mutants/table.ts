import type { ChalkInstance } from 'chalk';
import Table from 'cli-table3';
import type { KnownBug } from '../../known-bugs/index.ts';
import type { Verdict } from './hunt.ts';
import { figure, type Hunt } from './tally.ts';

/** One bug’s verdict as a line, printed when it is reached. */
export function verdictLine(
  { caught, id, realMs, runs }: Verdict,
  bug: KnownBug,
  chalk: ChalkInstance,
): string {
  const effort = `${String(runs)} runs, ${(realMs / 1000).toFixed(1)} s`;
  if (caught === undefined) return `${chalk.red('not caught')}  ${id} (${effort})`;
  const { isExpected, property, seed, test } = caught;
  const by = isExpected ? property : `${chalk.yellow(property)} instead of ${bug.rule}`;
  return `${chalk.green('caught')}      ${id}: ${by}, in ${test}, seed ${String(seed)} (${effort})`;
}

/** All verdicts of a hunt, a row a bug. */
export function huntTable({ verdicts }: Hunt): string {
  const table = new Table({
    head: ['bug', 'caught by', 'in', 'seeds', 'runs', 's'],
    colAligns: ['left', 'left', 'left', 'right', 'right', 'right'],
    style: { head: [], border: [], compact: true },
  });
  for (const { caught, id, realMs, runs } of verdicts) {
    const mark = caught?.isExpected === false ? ' (!)' : caught?.as === 'note' ? ' (note)' : '';
    table.push([
      id,
      caught === undefined ? '—' : `${caught.property}${mark}`,
      caught?.test ?? '—',
      caught === undefined ? '—' : String(caught.seed),
      String(runs),
      (realMs / 1000).toFixed(1),
    ]);
  }
  return table.toString();
}

/** How many bugs came to light after one pass and after all. */
export function figureTable(hunts: readonly Hunt[]): string {
  const table = new Table({
    head: ['bugs caught by', 'in one pass', 'in all passes'],
    colAligns: ['left', 'right', 'right'],
    style: { head: [], border: [], compact: true },
  });
  table.push(...figure(hunts));
  return table.toString();
}
