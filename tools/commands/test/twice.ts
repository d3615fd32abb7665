import { chalk } from '../colors.ts';
import { findScenario } from '../../../labs/index.ts';
import type { RunPool } from '../../runner/pool.ts';
import { describe } from '../../../sim/trace/describe.ts';
import type { TraceEvent } from '../../../sim/trace/event.ts';
import type { RunResult } from '../../../tester/result.ts';
import { say } from '../cli.ts';

/**
 * Runs a seed again and says whether the same happened. Code that gets time and randomness only from
 * the simulated world can never differ.
 */
export async function compareRuns(result: RunResult, pool: RunPool): Promise<boolean> {
  const scenario = findScenario(result.test);
  if (scenario === undefined) return true;
  if (result.traceHash === '') {
    say(chalk.dim('  not run twice: a run that had to be ended leaves nothing to compare'));
    return true;
  }
  const { seed } = result;
  const again = await pool.run(scenario, { seed, recording: 'off' });
  if (again.traceHash === result.traceHash) {
    say(chalk.dim(`  twice the same (trace ${result.traceHash})`));
    return true;
  }
  say(chalk.red(`  two runs of seed ${seed} differ:`));
  const [one, other] = await Promise.all([
    pool.run(scenario, { seed, recording: 'on' }),
    pool.run(scenario, { seed, recording: 'on' }),
  ]);
  for (const line of firstDifference(one.trace ?? [], other.trace ?? [])) say(`  ${line}`);
  return false;
}

/** The first place where two traces part, in words. */
export function firstDifference(
  one: readonly TraceEvent[],
  other: readonly TraceEvent[],
): readonly string[] {
  const length = Math.max(one.length, other.length);
  for (let i = 0; i < length; i++) {
    const first = lineOf(one[i]);
    const second = lineOf(other[i]);
    if (first !== second) {
      return [`event ${i + 1} differs`, `  first run:  ${first}`, `  second run: ${second}`];
    }
  }
  return ['these two runs were the same: it does not differ every time'];
}

function lineOf(event: TraceEvent | undefined): string {
  return event === undefined ? 'nothing: the run has ended' : describe(event);
}
