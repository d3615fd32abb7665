import { writeFileSync } from 'node:fs';
import { chalk } from './colors.ts';
import { findScenario } from '../../labs/index.ts';
import { renderFailure } from '../report/failure.ts';
import { UncheckedRules } from '../report/unchecked-rules.ts';
import { RuleNotes } from '../report/rule-notes.ts';
import { wrap } from '../report/text.ts';
import { runBatch, type PlannedRun } from '../runner/batch.ts';
import { RunPool, unlessClosed } from '../runner/pool.ts';
import { freshSeed } from '../runner/seeds.ts';
import { partChoices, selectScenarios } from '../runner/select.ts';
import {
  recallFailedRuns,
  rememberFailedRuns,
  type FailedRuns,
} from '../runner/sweep/failed-runs.ts';
import { groupFailures, type FailureGroup } from '../runner/sweep/groups.ts';
import { Tally } from '../runner/sweep/tally.ts';
import { typecheck } from '../runner/typecheck.ts';
import { UsageError } from '../runner/usage-error.ts';
import { loadImplementation } from '../../tester/implementation/load.ts';
import type { RunResult } from '../../tester/result.ts';
import type { Scenario } from '../../tester/scenario.ts';
import { exitCode, runCommand, say } from './cli.ts';
import {
  commandLine,
  countOption,
  jobsOption,
  raftOption,
  seedOption,
  traceOption,
  type TraceMode,
} from './options.ts';
import { ProgressLine } from './progress-line.ts';
import { replayCommand } from './replay.ts';
import { proseWidth, screenWidth } from './screen.ts';
import { tellGroups, type FailureTexts } from './sweep-failures.ts';
import { sweepGroups, sweepTable } from './sweep-table.ts';
import { writeRunPage } from './trace-page.ts';
import { sayTypes } from './types.ts';

interface SweepOptions {
  readonly raft: string;
  readonly runs: number;
  readonly seed?: number;
  readonly jobs: number;
  readonly pattern?: string;
  readonly bail: boolean;
  readonly failed: boolean;
  readonly json?: string;
  readonly trace: TraceMode;
}

const failedOnly = '--failed runs what failed in the last sweep, with its Raft and its seeds';

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
    .argument('[part]', partChoices)
    .addOption(raftOption())
    .option('--runs <n>', 'seeds of each test', countOption, 100)
    .option('--seed <n>', 'the first seed (default: a fresh one)', seedOption)
    .addOption(jobsOption())
    .option('-t, --pattern <pattern>', 'only tests whose name or title matches')
    .option('--bail', 'stop at the first failure', false)
    .option('--failed', 'run the failed runs of the last sweep again', false)
    .option('--json <file>', 'write tables and failed RunResults')
    .addOption(traceOption())
    .alone('failed', ['jobs', 'bail', 'json', 'trace'], failedOnly)
    .parse();
  const options = command.opts<SweepOptions>();
  const [part] = command.args;
  if (options.failed && part !== undefined) {
    throw new UsageError(`${part} has no effect here: ${failedOnly}`);
  }
  const plan = options.failed ? planFailed(recallFailedRuns()) : planSeeds(part, options);
  for (const line of wrap(plan.headline, screenWidth())) say(line);

  const implementation = await loadImplementation(plan.implementation);
  const types = typecheck(implementation.file);
  const pool = await RunPool.open({ implementation, jobs: options.jobs, helperThreads: false });
  const tally = new Tally();
  let firstPassed: RunResult | undefined;
  const unchecked = new UncheckedRules();
  const notes = new RuleNotes();
  const progress = new ProgressLine(plan.length);
  const interruption = new AbortController();
  const interrupt = (): void => {
    interruption.abort();
    // The runs under way are given up: whoever presses Ctrl-C wants the table now.
    void pool.close();
  };
  process.on('SIGINT', interrupt);
  const batch = runBatch(pool, plan.runs, {
    jobs: options.jobs,
    goOn: () => !(options.bail && tally.failures.length > 0),
    onResult: (result) => {
      tally.add(result);
      if (result.verdict === 'pass') firstPassed ??= result;
      unchecked.add(result);
      notes.add(result, replayCommand(result));
      progress.update(tally.runs, tally.failures.length);
    },
  });
  try {
    await unlessClosed(batch);
  } finally {
    progress.end();
    if (tally.runs > 0) rememberFailedRuns(plan.implementation, tally.failures);
    const groups = groupFailures(tally.failures);
    // After Ctrl-C there is no time to run anything once more.
    const { trace } = options;
    const look = { pool, chalk, width: proseWidth(), trace };
    const told = await unlessClosed(tellGroups(groups, look));
    const texts = told ?? groups.map(({ shortest }) => plainFailure(shortest));
    const passed = trace === 'always' ? firstPassed : undefined;
    const page = passed === undefined ? undefined : await unlessClosed(writeRunPage(passed, pool));
    await pool.close();
    report(tally, { groups, texts, options });
    if (page !== undefined) say(`a run that passed: ${page}`);
    for (const line of notes.ofAll({ chalk, width: proseWidth() })) say(line);
    for (const line of unchecked.lines({ chalk, width: screenWidth() })) say(line);
  }
  if (interruption.signal.aborted) return exitCode.interrupted;
  const typesHold = await sayTypes(types, plan.implementation);
  return tally.failures.length === 0 && typesHold ? exitCode.passed : exitCode.failed;
}

function planSeeds(part: string | undefined, options: SweepOptions): SweepPlan {
  if (part === undefined) {
    throw new UsageError(
      `which part? npm run sweep -- <part> or --failed; a part is ${partChoices}`,
    );
  }
  const scenarios = selectScenarios({ part, pattern: options.pattern });
  const first = options.seed ?? freshSeed();
  const { runs, raft } = options;
  return {
    implementation: raft,
    length: scenarios.length * runs,
    runs: everySeed(scenarios, first, runs),
    headline:
      `${scenarios.length} tests × ${runs} seeds on ${raft}, ` +
      `seeds ${first} to ${first + runs - 1}, ${options.jobs} at a time`,
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
    headline: `${planned.length} runs that failed in the last sweep of ${implementation}`,
  };
}

/** A failure as far as the run itself tells it. */
function plainFailure(result: RunResult): readonly string[] {
  const replay = replayCommand(result);
  const width = proseWidth();
  return renderFailure(result, { chalk, width, hints: [], replayCommand: replay, extent: 'cause' });
}

interface Findings {
  readonly groups: readonly FailureGroup[];
  readonly texts: FailureTexts;
  readonly options: SweepOptions;
}

function report(tally: Tally, { groups, texts, options }: Findings): void {
  say(sweepTable(tally.tests, screenWidth()));
  for (const line of sweepGroups(groups, { chalk, width: proseWidth(), texts })) say(line);
  if (options.json === undefined) return;
  const record = { tests: tally.tests, groups, failures: tally.failures };
  writeFileSync(options.json, `${JSON.stringify(record, undefined, 2)}\n`);
}

await runCommand(sweep);
