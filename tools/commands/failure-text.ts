import type { ChalkInstance } from 'chalk';
import { findScenario } from '../../labs/index.ts';
import { diagnose } from '../report/diagnosis/diagnose.ts';
import { renderFailure, type Extent } from '../report/failure.ts';
import type { RunPool } from '../runner/pool.ts';
import type { RunResult } from '../../tester/result.ts';
import type { Scenario } from '../../tester/scenario.ts';
import { replayCommand } from './replay.ts';
import type { TraceMode } from './options.ts';
import { showRun, type ShownRun } from './trace-page.ts';

export interface FailureTextOptions {
  readonly pool: RunPool;
  readonly chalk: ChalkInstance;
  readonly width: number;
  readonly trace: TraceMode;
  readonly extent?: Extent;
  /** What was run and how to run it again, where that is no test of the lab. */
  readonly shown?: Shown;
}

interface Shown {
  readonly scenario: Scenario;
  readonly replay: string;
}

export interface FailureText {
  readonly lines: readonly string[];
  /** The path of the run's page, where there is one. */
  readonly page: string | undefined;
}

/**
 * What happened in a failed run, why it may have, and how to see it again; in the same words whoever
 * asks. The run is done once more with recording, as the reasons lie in its trace.
 */
export async function failureText(
  result: RunResult,
  { pool, chalk, width, trace, extent, shown }: FailureTextOptions,
): Promise<FailureText> {
  const { scenario, replay } = shown ?? {
    scenario: findScenario(result.test),
    replay: replayCommand(result),
  };
  const looked = await lookCloser(result, { scenario, replay, pool, trace });
  const { result: recorded, page } = looked;
  const lines = renderFailure(recorded, {
    chalk,
    width,
    page,
    hints: diagnose(recorded),
    replayCommand: replay,
    ...(extent === undefined ? {} : { extent }),
  });
  return { lines, page };
}

interface Look extends Pick<FailureTextOptions, 'pool' | 'trace'> {
  readonly scenario: Scenario | undefined;
  readonly replay: string;
}

/** The same run with its trace; a run that had to be ended from outside has none to give. */
async function lookCloser(
  result: RunResult,
  { scenario, replay, pool, trace }: Look,
): Promise<ShownRun> {
  const without = { result, page: undefined };
  if (scenario === undefined || result.traceHash === '') return without;
  const { seed } = result;
  if (trace === 'never') {
    const recorded = await pool.run(scenario, { seed, recording: 'on' });
    return recorded.traceHash === '' ? without : { result: recorded, page: undefined };
  }
  const shown = await showRun({ scenario, seed, replay }, pool);
  // Recording takes time and memory; a run that could not afford them is told without.
  return shown.result.traceHash === '' ? without : shown;
}
