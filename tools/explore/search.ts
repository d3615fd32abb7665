import type { RunResult } from '../../tester/result.ts';
import type { Coverage, Situation } from '../../tester/schedule/coverage.ts';
import { randomSchedule, type GenerateOptions } from './generate.ts';
import type { Failing } from './shrink.ts';

/** A failed run and what it played. */
export interface Found extends Failing {
  readonly result: RunResult;
}

export interface SearchOptions extends GenerateOptions {
  /** The first seed; each run has the next one, for its schedule and for its world. */
  readonly seed: number;
  readonly jobs: number;
  readonly run: (candidate: Failing) => Promise<RunResult>;
  /** Asked before each run, with how many have begun. */
  readonly goOn: (begun: number) => boolean;
  /** Called with each result in the order of the seeds. */
  readonly onResult: (result: RunResult) => void;
}

/**
 * Runs one random schedule after the other and gives the first that fails. Which one that is does not
 * depend on how many run at the same time.
 */
export async function search(options: SearchOptions): Promise<Found | undefined> {
  const underWay: Promise<Found>[] = [];
  let begun = 0;
  const begin = (): void => {
    while (underWay.length < options.jobs * 2 && options.goOn(begun)) {
      const seed = options.seed + begun++;
      const candidate = { seed, schedule: randomSchedule(seed, options) };
      underWay.push(options.run(candidate).then((result) => ({ ...candidate, result })));
    }
  };
  begin();
  for (let oldest = underWay.shift(); oldest !== undefined; oldest = underWay.shift()) {
    const found = await oldest;
    options.onResult(found.result);
    if (found.result.verdict === 'fail') {
      await Promise.all(underWay);
      return found;
    }
    begin();
  }
  return undefined;
}

/** How often a situation occurred, and in how many runs. */
export interface SituationTally {
  readonly times: number;
  readonly runs: number;
}

/** Adds up the coverage of many runs. */
export class CoverageTally {
  runs = 0;
  simulatedMs = 0;
  readonly #tallies = new Map<string, SituationTally>();

  add({ coverage = {}, statistics }: RunResult): void {
    this.runs++;
    this.simulatedMs += statistics.simulatedMs;
    for (const [situation, times] of Object.entries(coverage satisfies Coverage)) {
      const before = this.#tallies.get(situation) ?? { times: 0, runs: 0 };
      this.#tallies.set(situation, { times: before.times + times, runs: before.runs + 1 });
    }
  }

  of(situation: Situation): SituationTally {
    return this.#tallies.get(situation) ?? { times: 0, runs: 0 };
  }
}
