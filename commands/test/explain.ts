import chalk from 'chalk';
import { findScenario } from '../../labs/index.ts';
import { renderFailure } from '../../report/failure.ts';
import type { RunPool } from '../../runner/pool.ts';
import type { RunResult } from '../../tester/result.ts';
import { say } from '../cli.ts';
import { replayCommand } from '../replay.ts';
import { screenWidth } from '../screen.ts';

/** Longer lines are hard to read, however wide the terminal is. */
const widest = 120;

/**
 * Prints what happened in a failed run. The run is done again with recording, as the reasons lie in
 * its trace; the same seed gives the same run.
 */
export async function explainFailure(result: RunResult, pool: RunPool): Promise<void> {
  const recorded = await record(result, pool);
  const lines = renderFailure(recorded, {
    chalk,
    hints: [],
    replayCommand: replayCommand(result),
    width: Math.min(screenWidth(), widest),
  });
  for (const line of lines) say(line);
}

/** The same run with its trace; a run that had to be ended from outside has none to give. */
async function record(result: RunResult, pool: RunPool): Promise<RunResult> {
  const scenario = findScenario(result.test);
  if (scenario === undefined || result.traceHash === '' || result.trace !== undefined)
    return result;
  return pool.run(scenario, { seed: result.seed, recording: 'on' });
}
