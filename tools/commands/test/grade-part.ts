import { writeFileSync } from 'node:fs';
import { chalk } from '../colors.ts';
import { beginLine, endLine, printedLines, warningLines } from '../../report/line.ts';
import { RuleNotes } from '../../report/rule-notes.ts';
import { summaryLines } from '../../report/summary.ts';
import { UncheckedRules } from '../../report/unchecked-rules.ts';
import { runBatch, type PlannedRun } from '../../runner/batch.ts';
import { RunPool, unlessClosed } from '../../runner/pool.ts';
import { childScripts } from '../../runner/child-scripts.ts';
import { freshSeed } from '../../runner/seeds.ts';
import { selectScenarios } from '../../runner/select.ts';
import { typecheck } from '../../runner/typecheck.ts';
import { findImplementationFile, loadImplementation } from '../../../tester/implementation/load.ts';
import type { RunResult } from '../../../tester/result.ts';
import { exitCode, say } from '../cli.ts';
import { replayCommand } from '../replay.ts';
import { proseWidth, screenWidth } from '../screen.ts';
import { sayTypes } from '../types.ts';
import { checkServer, type PartOptions } from './options.ts';

/**
 * Grades an implementation for one part: a line a test in the course's style, and under a failed one
 * what happened. Gives the exit code: 0 only when every test passed and the types hold.
 *
 * @param signal ends the runs at once and unreported; the promise then rejects with its reason
 */
export async function gradePart(
  part: string,
  options: PartOptions,
  signal?: AbortSignal,
): Promise<number> {
  const scenarios = selectScenarios({ part, pattern: options.pattern });
  checkServer(options, scenarios);
  const seed = options.seed ?? freshSeed();
  // The compiler takes longest, so it starts first.
  const hopeless = new AbortController();
  const types = typecheck(findImplementationFile(options.raft), hopeless.signal);
  const pool = await openPool(options).catch((error: unknown) => {
    hopeless.abort();
    throw error;
  });
  const results: RunResult[] = [];
  const notes = new RuleNotes();
  let differing = 0;
  const isStopped = (): boolean => signal?.aborted === true;
  const stop = (): void => void pool.close();
  signal?.addEventListener('abort', stop);
  try {
    signal?.throwIfAborted();
    const recording = options.log === undefined ? 'off' : 'on';
    const plan = scenarios.map((scenario): PlannedRun => ({ scenario, seed, recording }));
    const batch = runBatch(pool, plan, {
      jobs: options.jobs,
      // What only some results need is loaded for them: most of the start is loading.
      onResult: async (result) => {
        if (isStopped()) return;
        results.push(result);
        say(beginLine(result, chalk));
        say(endLine(result, chalk));
        if (result.peers !== undefined) say(chalk.dim(`  ${placeLine(result, result.peers)}`));
        for (const line of warningLines(result, chalk)) say(line);
        if (options.log !== undefined) (await import('./log.ts')).printLog(result, options);
        else for (const line of printedLines(result, chalk)) say(line);
        if (result.verdict === 'fail') {
          const { trace } = options;
          const extent = options.log === undefined ? 'whole' : 'below a log';
          const width = proseWidth();
          const { failureText } = await import('../failure-text.ts');
          const { lines } = await failureText(result, { pool, chalk, width, trace, extent });
          if (isStopped()) return;
          for (const line of lines) say(line);
        } else if (options.trace === 'always') {
          const { writeRunPage } = await import('../trace-page.ts');
          say(`  ${chalk.bold('page')} ${(await writeRunPage(result, pool)) ?? 'none'}`);
        }
        const look = { chalk, width: proseWidth(), replay: replayCommand(result) };
        for (const line of notes.ofRun(result, look)) say(line);
        if (options.twice) {
          const { compareRuns } = await import('./twice.ts');
          if (!(await compareRuns(result, pool))) differing++;
        }
      },
    });
    await unlessClosed(batch);
  } finally {
    signal?.removeEventListener('abort', stop);
    await pool.close();
  }
  signal?.throwIfAborted();
  await types;
  signal?.throwIfAborted();
  if (options.json !== undefined) writeResults(options.json, results);
  const failed = results.filter((result) => result.verdict === 'fail').length;
  const width = screenWidth();
  const unchecked = new UncheckedRules();
  for (const result of results) unchecked.add(result);
  for (const line of unchecked.lines({ chalk, width })) say(line);
  for (const line of summaryLines(results, { chalk, width })) say(line);
  const typesHold = await sayTypes(types, options.raft);
  if (options.seed === undefined) say(chalk.dim(`seed ${seed}; repeat with --seed`));
  const isGood = failed === 0 && differing === 0 && typesHold;
  return isGood ? exitCode.passed : exitCode.failed;
}

/** Bundles at the same time what the processes run and what they are to test. */
async function openPool({ jobs, peers: others, raft }: PartOptions): Promise<RunPool> {
  const [scripts, implementation, peers] = await Promise.all([
    childScripts(),
    loadImplementation(raft),
    others === undefined ? undefined : loadImplementation(others),
  ]);
  return RunPool.open({ scripts, implementation, jobs, ...(peers === undefined ? {} : { peers }) });
}

/** Whose code is where, when not all servers run the same. */
function placeLine({ implementation }: RunResult, peers: NonNullable<RunResult['peers']>): string {
  return `server ${peers.home} runs ${implementation}, the others ${peers.implementation}`;
}

/** A file of results is whole or not there: it is written in one go at the end. */
function writeResults(file: string, results: readonly RunResult[]): void {
  // The trace is for pages and logs; numbers past 2^53 in it would not survive JSON.
  const records = results.map((result) => ({ ...result, trace: undefined }));
  writeFileSync(file, `${JSON.stringify(records, undefined, 2)}\n`);
}
