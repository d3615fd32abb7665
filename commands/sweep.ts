import { writeFileSync } from 'node:fs';
import chalk from 'chalk';
import { findScenario } from '../labs/index.ts';
import { runBatch, type PlannedRun } from '../runner/batch.ts';
import { RunPool } from '../runner/pool.ts';
import { freshSeed } from '../runner/seeds.ts';
import { selectScenarios } from '../runner/select.ts';
import {
  recallFailedRuns,
  rememberFailedRuns,
  type FailedRuns,
} from '../runner/sweep/failed-runs.ts';
import { groupFailures } from '../runner/sweep/groups.ts';
import { Tally } from '../runner/sweep/tally.ts';
import { UsageError } from '../runner/usage-error.ts';
import { loadImplementation } from '../tester/implementation/load.ts';
import type { Scenario } from '../tester/scenario.ts';
import { exitCode, runCommand, say } from './cli.ts';
import { commandLine, countOption, defaultJobs, seedOption } from './options.ts';
import { ProgressLine } from './progress-line.ts';
import { sweepGroups, sweepTable } from './sweep-table.ts';

interface SweepOptions {
  readonly raft: string;
  readonly runs: number;
  readonly seed?: number;
  readonly jobs: number;
  readonly pattern?: string;
  readonly bail: boolean;
  readonly failed: boolean;
  readonly json?: string;
}

/** What a sweep is to do: a plan of known length, drawn from as it goes. */
interface SweepPlan {
  readonly implementation: string;
  readonly length: number;
  readonly runs: Iterable<PlannedRun>;
  readonly headline: string;
}

/** `npm run sweep`: many seeds of each test over all cores. */
async function sweep(): Promise<number> {
  const command = commandLine('sweep', 'Runs tests over many seeds and groups what failed.')
    .argument('[part]', '3A, 3B, 3C, 3D or all')
    .option('--raft <path>', 'skeleton, solutions, or a path', 'skeleton')
    .option('--runs <n>', 'seeds of each test', countOption, 100)
    .option('--seed <n>', 'the first seed (default: a fresh one)', seedOption)
    .option('--jobs <n>', 'runs at the same time', countOption, defaultJobs())
    .option('-t, --pattern <pattern>', 'only tests whose name or title matches')
    .option('--bail', 'stop at the first failure', false)
    .option('--failed', 'run the failed runs of the last sweep again', false)
    .option('--json <file>', 'write tables and failed RunResults')
    .parse();
  const options = command.opts<SweepOptions>();
  const [part] = command.args;
  const plan = options.failed ? planFailed(recallFailedRuns()) : planSeeds(part, options);
  say(plan.headline);

  const implementation = await loadImplementation(plan.implementation);
  const pool = await RunPool.open({ implementation, jobs: options.jobs, helperThreads: false });
  const tally = new Tally();
  const progress = new ProgressLine(plan.length);
  const interrupted = new AbortController();
  const interrupt = (): void => {
    // A terminal's Ctrl-C may arrive more than once, by way of npm and of the loader.
    if (interrupted.signal.aborted) return;
    interrupted.abort();
    // The runs under way are given up: whoever presses Ctrl-C wants the table now.
    void finish().then(() => process.exit(130));
  };
  process.on('SIGINT', interrupt);

  const finish = async (): Promise<void> => {
    progress.end();
    await pool.close();
    report(tally, plan, options);
  };
  try {
    await runBatch(pool, plan.runs, {
      jobs: options.jobs,
      goOn: () => !interrupted.signal.aborted && !(options.bail && tally.failures.length > 0),
      onResult: (result) => {
        tally.add(result);
        progress.update(tally.runs, tally.failures.length);
      },
    });
  } finally {
    process.off('SIGINT', interrupt);
    if (!interrupted.signal.aborted) await finish();
  }
  return tally.failures.length === 0 ? exitCode.passed : exitCode.failed;
}

function planSeeds(part: string | undefined, options: SweepOptions): SweepPlan {
  if (part === undefined) {
    throw new UsageError('which part? npm run sweep -- <3A|3B|3C|3D|all>, or --failed');
  }
  const scenarios = selectScenarios({ part, pattern: options.pattern });
  const first = options.seed ?? freshSeed();
  const { runs, raft } = options;
  return {
    implementation: raft,
    length: scenarios.length * runs,
    runs: everySeed(scenarios, first, runs),
    headline:
      `${String(scenarios.length)} tests × ${String(runs)} seeds on ${raft}, ` +
      `seeds ${String(first)} to ${String(first + runs - 1)}, ${String(options.jobs)} at a time`,
  };
}

function* everySeed(
  scenarios: readonly Scenario[],
  first: number,
  count: number,
): Generator<PlannedRun> {
  for (let seed = first; seed < first + count; seed++) {
    for (const scenario of scenarios) yield { scenario, seed, recording: 'off' };
  }
}

function planFailed({ implementation, runs }: FailedRuns): SweepPlan {
  const planned = runs.flatMap(({ test, seed }): PlannedRun[] => {
    const scenario = findScenario(test);
    return scenario === undefined ? [] : [{ scenario, seed, recording: 'off' }];
  });
  return {
    implementation,
    length: planned.length,
    runs: planned,
    headline: `${String(planned.length)} runs that failed in the last sweep of ${implementation}`,
  };
}

function report(tally: Tally, plan: SweepPlan, options: SweepOptions): void {
  say(sweepTable(tally.tests));
  const groups = groupFailures(tally.failures);
  for (const line of sweepGroups(groups, plan.implementation, chalk)) say(line);
  if (tally.runs > 0) rememberFailedRuns(plan.implementation, tally.failures);
  if (options.json === undefined) return;
  const record = { tests: tally.tests, groups, failures: tally.failures };
  writeFileSync(options.json, `${JSON.stringify(record, undefined, 2)}\n`);
}

await runCommand(sweep);
