import type { ChalkInstance } from 'chalk';
import { findScenario } from '../labs/index.ts';
import { diagnose } from '../report/diagnosis/diagnose.ts';
import { renderFailure } from '../report/failure.ts';
import type { RunPool } from '../runner/pool.ts';
import type { RunResult } from '../tester/result.ts';
import { replayCommand } from './replay.ts';
import { showRun, type ShownRun, type TraceMode } from './trace-page.ts';

export interface FailureTextOptions {
  readonly pool: RunPool;
  readonly chalk: ChalkInstance;
  readonly width: number;
  readonly trace: TraceMode;
}

export interface FailureText {
  readonly lines: readonly string[];
  /** The path of the run's page, where there is one. */
  readonly page: string | undefined;
}

/**
 * What happened in a failed run, why it may have, and how to see it again. The run is done once more
 * with recording, as the reasons lie in its trace.
 */
export async function failureText(
  result: RunResult,
  { pool, chalk, width, trace }: FailureTextOptions,
): Promise<FailureText> {
  const replay = replayCommand(result);
  const { result: recorded, page } = await lookCloser(result, replay, { pool, trace });
  const lines = renderFailure(recorded, {
    chalk,
    width,
    hints: diagnose(recorded),
    replayCommand: replay,
    ...(page === undefined ? {} : { page }),
  });
  return { lines, page };
}

/** The same run with its trace; a run that had to be ended from outside has none to give. */
async function lookCloser(
  result: RunResult,
  replay: string,
  { pool, trace }: Pick<FailureTextOptions, 'pool' | 'trace'>,
): Promise<ShownRun> {
  const scenario = findScenario(result.test);
  const without = { result, page: undefined };
  if (scenario === undefined || result.traceHash === '') return without;
  const { seed } = result;
  if (trace === 'never') {
    return { result: await pool.run(scenario, { seed, recording: 'on' }), page: undefined };
  }
  const shown = await showRun({ scenario, seed, replay }, pool);
  // Recording takes time and memory; a run that could not afford them is told without.
  return shown.result.traceHash === '' ? without : shown;
}
