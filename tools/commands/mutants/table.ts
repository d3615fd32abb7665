import type { ChalkInstance } from 'chalk';
import Table from 'cli-table3';
import { findBug, type KnownBug } from '../../known-bugs/index.ts';
import { figure, figureHead, outcomeOf, showWhen } from './tally.ts';
import type { Hunt, Stage, Verdict } from './verdict.ts';

/** One step of the search for a bug as a line. */
export function verdictLine(
  verdict: Verdict,
  bug: KnownBug,
  { chalk, stage }: { chalk: ChalkInstance; stage: Stage },
): string {
  const { caught, done, id, realMs, runs } = verdict;
  const effort = `${runs} runs, ${(realMs / 1000).toFixed(1)} s`;
  if (caught === undefined) {
    return `${chalk.red('not yet')}  ${id}: ${stage} ${done[stage]} (${effort})`;
  }
  const { property, test } = caught;
  const isMeant = outcomeOf(verdict, bug) === 'caught';
  const by = isMeant ? property : `${chalk.yellow(property)} instead of ${bug.rule}`;
  return `${chalk.green('caught')}   ${id}: ${by}, in ${test}, ${showWhen(caught)} (${effort})`;
}

/** All verdicts of a hunt, a row a bug. */
export function huntTable({ verdicts }: Hunt): string {
  const table = new Table({
    head: ['bug', 'caught by', 'in', 'after', 'runs', 's'],
    colAligns: ['left', 'left', 'left', 'left', 'right', 'right'],
    style: { head: [], border: [], compact: true },
  });
  for (const verdict of verdicts) {
    const { caught, id, realMs, runs } = verdict;
    const bug = findBug(id);
    const isOther = bug !== undefined && outcomeOf(verdict, bug) === 'caught by another';
    const mark = isOther ? ' (!)' : caught?.as === 'note' ? ' (note)' : '';
    table.push([
      id,
      caught === undefined ? '—' : `${caught.property}${mark}`,
      caught?.test ?? '—',
      caught === undefined ? '—' : showWhen(caught),
      String(runs),
      (realMs / 1000).toFixed(1),
    ]);
  }
  return table.toString();
}

/** How many bugs came to light after one pass and after all. */
export function figureTable(hunts: readonly Hunt[]): string {
  const table = new Table({
    head: figureHead,
    colAligns: ['left', 'right', 'right', 'right'],
    style: { head: [], border: [], compact: true },
  });
  table.push(...figure(hunts));
  return table.toString();
}
