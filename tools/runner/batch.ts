import type { RunResult } from '../../tester/result.ts';
import type { Scenario } from '../../tester/scenario.ts';
import type { PoolRun, RunPool } from './pool.ts';

/** One run to do: a scenario with a seed. */
export interface PlannedRun extends PoolRun {
  readonly scenario: Scenario;
}

export interface BatchOptions {
  /** How many runs are under way at the same time. */
  readonly jobs: number;
  /** Called with each result in the order of the plan. */
  readonly onResult: (result: RunResult) => void | Promise<void>;
  /** Asked before each run; false lets the runs under way finish and starts no more. */
  readonly goOn?: () => boolean;
}

/**
 * Works through a plan with several processes. The plan may be long: it is drawn from as it goes.
 * Results are handed on in the plan's order, so that output does not depend on the machine.
 */
export async function runBatch(
  pool: RunPool,
  plan: Iterable<PlannedRun>,
  options: BatchOptions,
): Promise<void> {
  const { jobs, onResult, goOn = () => true } = options;
  const underWay: Promise<RunResult>[] = [];
  const runs = plan[Symbol.iterator]();
  const startNext = (): boolean => {
    if (!goOn()) return false;
    const next = runs.next();
    if (next.done === true) return false;
    const run = pool.run(next.value.scenario, next.value);
    // Where an error ends the batch, nobody comes to hear of those after it.
    run.catch(() => undefined);
    underWay.push(run);
    return true;
  };
  // A little ahead of the oldest, so that one slow run does not leave the other processes idle.
  const ahead = jobs * 4;
  while (underWay.length < ahead && startNext());
  for (let oldest = underWay.shift(); oldest !== undefined; oldest = underWay.shift()) {
    const result = await oldest;
    startNext();
    await onResult(result);
  }
}
