import type { ChalkInstance } from 'chalk';
import type { RunResult } from '../../tester/result.ts';
import { wrap } from './text.ts';

interface Look {
  readonly chalk: ChalkInstance;
  readonly width: number;
}

/** How many rules could not be checked in a set of runs, and why. It keeps no results. */
export class UncheckedRules {
  readonly #reasons = new Map<string, string>();

  add({ unchecked }: Pick<RunResult, 'unchecked'>): void {
    for (const { rule, reason } of unchecked) this.#reasons.set(rule, reason);
  }

  /**
   * One sentence, however many rules: they mostly lack the same thing. The results name each. No line
   * when all were checked.
   */
  lines({ chalk, width }: Look): string[] {
    const { size } = this.#reasons;
    if (size === 0) return [];
    const reasons = [...new Set(this.#reasons.values())].join('; ');
    const label = `${size} ${size === 1 ? 'rule' : 'rules'} not checked:`;
    const [first = '', ...rest] = wrap(
      `${label} ${reasons} (the --json of a test names them)`,
      width,
    );
    return [chalk.bold(label) + first.slice(label.length), ...rest];
  }
}
