import type { ChalkInstance } from 'chalk';
import type { RunResult } from '../tester/result.ts';
import { wrap } from './text.ts';

export interface OracleSummaryOptions {
  readonly chalk: ChalkInstance;
  readonly width: number;
}

/** What of a result the summary is about. */
type Judged = Pick<RunResult, 'test' | 'seed' | 'oracleNotes' | 'unchecked'>;

/**
 * What the oracles have to say of a set of runs besides violations: each rule broken without harm, and
 * how many rules could not be checked, once, however many runs it concerns. It keeps no results.
 */
export class OracleSummary {
  readonly #notes = new Map<string, { line: string; runs: number }>();
  readonly #unchecked = new Map<string, string>();

  add({ test, seed, oracleNotes, unchecked }: Judged): void {
    for (const { rule, title, message } of oracleNotes) {
      const where = `${test}, seed ${String(seed)}`;
      const known = this.#notes.get(rule) ?? { line: `${title}: ${message} (${where})`, runs: 0 };
      this.#notes.set(rule, { ...known, runs: known.runs + 1 });
    }
    for (const { rule, reason } of unchecked) this.#unchecked.set(rule, reason);
  }

  /** As lines for people; none when there is nothing to say. */
  lines({ chalk, width }: OracleSummaryOptions): string[] {
    const notes = [...this.#notes].map(
      ([rule, { line, runs }]) => chalk.yellow(`note ${rule}, in ${count(runs, 'run')}: `) + line,
    );
    return [...notes, ...this.#uncheckedLine(chalk)].flatMap((line) => wrap(line, width));
  }

  /** One line, however many rules: they mostly lack the same thing. The results name each. */
  #uncheckedLine(chalk: ChalkInstance): string[] {
    const { size } = this.#unchecked;
    if (size === 0) return [];
    const reasons = [...new Set(this.#unchecked.values())].join('; ');
    const label = chalk.yellow(`${count(size, 'rule')} not checked: `);
    return [`${label}${reasons} (the --json of a test names them)`];
  }
}

function count(number: number, what: string): string {
  return number === 1 ? `1 ${what}` : `${String(number)} ${what}s`;
}
