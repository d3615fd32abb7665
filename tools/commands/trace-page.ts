import { findScenario } from '../../labs/index.ts';
import type { RunPool } from '../runner/pool.ts';
import type { RunResult } from '../../tester/result.ts';
import type { Scenario } from '../../tester/scenario.ts';
import { writePage } from '../viewer/write.ts';
import { replayCommand } from './replay.ts';

/** Which run to look at, and how a reader runs it again. */
export interface RunToShow {
  readonly scenario: Scenario;
  readonly seed: number;
  readonly replay: string;
}

export interface ShownRun {
  /** The run with its trace; a failed one without a trace when it had to be ended from outside. */
  readonly result: RunResult;
  /** The page's path; undefined when the run left no trace. */
  readonly page: string | undefined;
}

/**
 * Does a run once more with recording on and writes its page. The same seed gives the same run, so
 * nothing needs to be recorded before somebody wants to see it.
 *
 * @param folder where the page goes; `traces` in the current folder when left out
 */
export async function showRun(
  { scenario, seed, replay }: RunToShow,
  pool: RunPool,
  folder?: string,
): Promise<ShownRun> {
  const { result, file } = await pool.record(scenario, { seed });
  if (file === undefined) return { result, page: undefined };
  const options = folder === undefined ? {} : { folder };
  return { result, page: await writePage({ ...file, replay }, options) };
}

/** Writes the page of one run of a test, and gives its path. */
export async function writeRunPage(run: RunResult, pool: RunPool): Promise<string | undefined> {
  const scenario = findScenario(run.test);
  if (scenario === undefined) return undefined;
  const { page } = await showRun({ scenario, seed: run.seed, replay: replayCommand(run) }, pool);
  return page;
}
