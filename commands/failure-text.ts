import type { ChalkInstance } from 'chalk';
import { findScenario } from '../labs/index.ts';
import { diagnose } from '../report/diagnosis/diagnose.ts';
import { renderFailure } from '../report/failure.ts';
import type { RunPool } from '../runner/pool.ts';
import type { RunResult } from '../tester/result.ts';
import { replayCommand } from './replay.ts';

export interface FailureTextOptions {
  readonly pool: RunPool;
  readonly chalk: ChalkInstance;
  readonly width: number;
}

/**
 * What happened in a failed run, why it may have, and how to see it again. The run is done once more
 * with recording, as the reasons lie in its trace: the same seed gives the same run.
 */
export async function failureText(
  result: RunResult,
  { pool, chalk, width }: FailureTextOptions,
): Promise<readonly string[]> {
  const recorded = await record(result, pool);
  return renderFailure(recorded, {
    chalk,
    width,
    hints: diagnose(recorded),
    replayCommand: replayCommand(result),
  });
}

/** The same run with its trace; a run that had to be ended from outside has none to give. */
async function record(result: RunResult, pool: RunPool): Promise<RunResult> {
  const scenario = findScenario(result.test);
  if (scenario === undefined || result.traceHash === '' || result.trace !== undefined)
    return result;
  return pool.run(scenario, { seed: result.seed, recording: 'on' });
}
