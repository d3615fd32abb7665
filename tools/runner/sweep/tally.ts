import type { RunResult } from '../../../tester/result.ts';

/** What a sweep knows of one test. */
export interface TestTally {
  readonly test: string;
  readonly runs: number;
  readonly failed: number;
  readonly meanMs: number;
  readonly worstMs: number;
}

/**
 * Counts results as they come. What it keeps does not grow with the number of runs, but for the
 * failed ones.
 */
export class Tally {
  readonly #tests = new Map<
    string,
    { runs: number; failed: number; sumMs: number; worst: number }
  >();
  readonly #failures: RunResult[] = [];
  #runs = 0;

  add(result: RunResult): void {
    this.#runs++;
    const { realMs } = result.statistics;
    const counts = this.#tests.get(result.test) ?? { runs: 0, failed: 0, sumMs: 0, worst: 0 };
    this.#tests.set(result.test, counts);
    counts.runs++;
    counts.sumMs += realMs;
    counts.worst = Math.max(counts.worst, realMs);
    if (result.verdict === 'pass') return;
    counts.failed++;
    this.#failures.push(result);
  }

  get runs(): number {
    return this.#runs;
  }

  get failures(): readonly RunResult[] {
    return this.#failures;
  }

  get tests(): readonly TestTally[] {
    return [...this.#tests].map(([test, { runs, failed, sumMs, worst }]) => ({
      test,
      runs,
      failed,
      meanMs: sumMs / runs,
      worstMs: worst,
    }));
  }
}
