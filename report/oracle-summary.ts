import type { ChalkInstance } from 'chalk';
import type { RunResult } from '../tester/result.ts';
import { wrap } from './text.ts';

export interface OracleSummaryOptions {
  readonly chalk: ChalkInstance;
  readonly width: number;
}

/**
 * What the oracles have to say of a set of runs besides violations: each rule broken without harm, and
 * each rule that could not be checked, once, however many runs it concerns.
 */
export function oracleSummary(
  results: readonly RunResult[],
  { chalk, width }: OracleSummaryOptions,
): string[] {
  const notes = new Map<string, { line: string; runs: number }>();
  const unchecked = new Map<string, string>();
  for (const { test, seed, oracleNotes, unchecked: hidden } of results) {
    for (const { rule, title, message } of oracleNotes) {
      const where = `${test}, seed ${String(seed)}`;
      const known = notes.get(rule) ?? { line: `${title}: ${message} (${where})`, runs: 0 };
      notes.set(rule, { ...known, runs: known.runs + 1 });
    }
    for (const { rule, reason } of hidden) unchecked.set(rule, reason);
  }
  const noteLines = [...notes].map(([rule, { line, runs }]) => {
    return chalk.yellow(`note ${rule}, in ${count(runs, 'run')}: `) + line;
  });
  const hiddenLines = [...unchecked].map(
    ([rule, reason]) => chalk.yellow(`not checked ${rule}: `) + reason,
  );
  return [...noteLines, ...hiddenLines].flatMap((line) => wrap(line, width));
}

function count(runs: number, what: string): string {
  return runs === 1 ? `1 ${what}` : `${String(runs)} ${what}s`;
}
