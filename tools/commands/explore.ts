import { chalk } from './colors.ts';
import { coverageTable } from '../explore/coverage-table.ts';
import {
  explorationFile,
  loadExploration,
  saveExploration,
  type Exploration,
} from '../explore/exploration-file.ts';
import { scheduleSource, scheduleText } from '../explore/schedule-text.ts';
import { CoverageTally, search, type Found } from '../explore/search.ts';
import { shrink, type Failing } from '../explore/shrink.ts';
import { plural } from '../report/diagnosis/wording.ts';
import { UncheckedRules } from '../report/unchecked-rules.ts';
import { RuleNotes } from '../report/rule-notes.ts';
import { wrap } from '../report/text.ts';
import { RunPool } from '../runner/pool.ts';
import { freshSeed } from '../runner/seeds.ts';
import { typecheck } from '../runner/typecheck.ts';
import { UsageError } from '../runner/usage-error.ts';
import { loadImplementation, raftChoices } from '../../tester/implementation/load.ts';
import type { RunResult } from '../../tester/result.ts';
import type { CoursePart } from '../../tester/part.ts';
import { scheduleScenario } from '../../tester/play-schedule.ts';
import { exitCode, runCommand, say } from './cli.ts';
import { failureText } from './failure-text.ts';
import {
  commandLine,
  countOption,
  jobsOption,
  seedOption,
  traceOption,
  type TraceMode,
} from './options.ts';
import { ProgressLine } from './progress-line.ts';
import { proseWidth, screenWidth } from './screen.ts';
import { showRun } from './trace-page.ts';
import { sayTypes } from './types.ts';

interface ExploreOptions {
  readonly raft?: string;
  readonly part?: CoursePart;
  readonly runs?: number;
  readonly minutes?: number;
  readonly servers?: number;
  readonly seed?: number;
  readonly jobs: number;
  readonly replay?: string;
  readonly trace: TraceMode;
}

const defaultRuns = 500;
const mostServers = 9;
/** A single run takes some 50 ms of real time, so shrinking ends within a minute. */
const mostShrinkingRuns = 1_000;
/** One that hangs or fills the memory takes seconds each time it does. */
const mostShrinkingRunsEndedFromOutside = 20;

/** Tells a run whose schedule is in a file, as far as it failed, and gives the path of its page. */
type Teller = (
  candidate: Failing,
  result: RunResult,
  file: string,
) => Promise<{ readonly lines: readonly string[]; readonly page: string | undefined }>;

/** `npm run explore`: random schedules of faults, until one fails; that one is made small. */
async function main(): Promise<number> {
  const options = parseOptions();
  const exploration = options.replay === undefined ? undefined : loadExploration(options.replay);
  const where = options.raft ?? exploration?.implementation ?? 'skeleton';
  const implementation = await loadImplementation(where);
  const types = typecheck(implementation.file);
  const pool = await RunPool.open({ implementation, jobs: options.jobs, helperThreads: false });
  const run = ({ schedule, seed }: Failing): Promise<RunResult> =>
    pool.run(scheduleScenario(schedule), { seed, recording: 'off' });
  const tell: Teller = async ({ schedule, seed }, result, file) => {
    const { trace } = options;
    const shown = { scenario: scheduleScenario(schedule), replay: replayCommand(file) };
    if (result.verdict === 'fail') {
      return failureText(result, { pool, chalk, width: proseWidth(), trace, shown });
    }
    const page = trace === 'always' ? (await showRun({ ...shown, seed }, pool)).page : undefined;
    return { lines: [], page };
  };
  try {
    if (exploration !== undefined) {
      const result = await run(exploration);
      const code = await replay(exploration, result, String(options.replay), tell);
      return (await sayTypes(types, where)) ? code : exitCode.failed;
    }
    const found = await explore(where, options, run);
    if (found !== undefined) await report(found, where, { run, tell, jobs: options.jobs });
    const typesHold = await sayTypes(types, where);
    return found === undefined && typesHold ? exitCode.passed : exitCode.failed;
  } finally {
    await pool.close();
  }
}

function parseOptions(): ExploreOptions {
  const command = commandLine('explore', 'Searches for a schedule of faults that breaks a rule.')
    .option('--raft <path>', `${raftChoices()} (default: skeleton)`)
    .option(
      '--part <part>',
      'how far it has come: 3A, 3B (no crashes), 3C (no snapshots), 3D (all)',
      partOption,
    )
    .option('--runs <n>', `stop after so many runs (default: ${defaultRuns})`, countOption)
    .option('--minutes <n>', 'stop after so much real time', countOption)
    .option('--servers <n>', 'how many servers (default: 3, 5 or 7)', countOption)
    .option('--seed <n>', 'the first seed (default: a fresh one)', seedOption)
    .addOption(jobsOption())
    .option('--replay <file>', 'run a failure again that was found before')
    .addOption(traceOption())
    .parse();
  const options = command.opts<ExploreOptions>();
  const { part, servers, replay: file, runs, minutes } = options;
  if (servers !== undefined && servers > mostServers) {
    throw new UsageError(`--servers takes a number from 1 to ${mostServers}, got ${servers}`);
  }
  if (runs !== undefined && minutes !== undefined) {
    throw new UsageError('--runs and --minutes both say when to stop: give one of them');
  }
  if (file !== undefined && (part ?? runs ?? minutes ?? servers ?? options.seed) !== undefined) {
    throw new UsageError('--replay runs what is in the file: only --raft and --jobs go with it');
  }
  return options;
}

function partOption(text: string): CoursePart {
  const part = (['3A', '3B', '3C', '3D'] as const).find((one) => one === text.toUpperCase());
  if (part !== undefined) return part;
  throw new UsageError(`--part takes 3A, 3B, 3C or 3D, got ${text}`);
}

/** Searches, and says what the search has covered. */
async function explore(
  where: string,
  options: ExploreOptions,
  run: (candidate: Failing) => Promise<RunResult>,
): Promise<Found | undefined> {
  const { minutes, runs = minutes === undefined ? defaultRuns : Infinity } = options;
  const { jobs, part, servers } = options;
  const seed = options.seed ?? freshSeed();
  const untilMs = performance.now() + (minutes ?? Infinity) * 60_000;
  const tally = new CoverageTally();
  const unchecked = new UncheckedRules();
  const notes = new RuleNotes();
  const progress = new ProgressLine(minutes === undefined ? runs : { minutes });
  say(`exploring ${where} from seed ${seed} on, ${jobs} at a time`);
  for (const line of wrap(extentOf(part), screenWidth())) say(chalk.dim(line));
  const found = await search({
    seed,
    jobs,
    run,
    ...(servers === undefined ? {} : { servers }),
    ...(part === undefined ? {} : { part }),
    goOn: (begun) => begun < runs && performance.now() < untilMs,
    onResult: (result) => {
      tally.add(result);
      unchecked.add(result);
      notes.add(result, seedCommand(result.seed, options));
      progress.update(tally.runs, result.verdict === 'fail' ? 1 : 0);
    },
  });
  progress.end();
  say(coverageTable(tally));
  for (const line of notes.ofAll({ chalk, width: proseWidth() })) say(line);
  for (const line of unchecked.lines({ chalk, width: screenWidth() })) say(line);
  const extent = `${plural(tally.runs, 'run')}, ${(tally.simulatedMs / 1000).toFixed(0)} s of simulated time`;
  if (found === undefined) say(chalk.green(`nothing found in ${extent}`));
  else say(chalk.red(`found after ${extent}: ${String(found.result.failure?.property)}`));
  return found;
}

/** What the schedules hold, and how to have less. */
function extentOf(part: CoursePart | undefined): string {
  switch (part) {
    case '3A':
      return 'with faults of the network; in the end there must be a leader';
    case '3B':
      return 'with commands and faults of the network, without crashes';
    case '3C':
      return 'with commands, faults of the network and crashes, without snapshots';
    case '3D':
      return 'with commands, faults of the network, crashes and snapshots';
    case undefined:
      return `${extentOf('3D')} (--part 3A, 3B or 3C for a Raft that has come so far)`;
  }
}

/** Saves the failure, makes it small, prints it, and saves it again. */
async function report(
  found: Found,
  where: string,
  tools: { run: (candidate: Failing) => Promise<RunResult>; tell: Teller; jobs: number },
): Promise<void> {
  const property = String(found.result.failure?.property);
  const file = explorationFile({ property, seed: found.seed });
  const save = ({ schedule, seed }: Failing, { failure, traceHash }: RunResult): void => {
    const message = String(failure?.message);
    saveExploration(file, {
      implementation: where,
      seed,
      property,
      message,
      traceHash,
      schedule,
    });
  };
  save(found, found.result);
  say(`saved as ${file}, ${size(found)}; making it small (Ctrl-C leaves it as it is)`);
  const small = await shrink(found, {
    stillFails: async (candidate) => (await tools.run(candidate)).failure?.property === property,
    jobs: tools.jobs,
    // What was ended from outside has no trace.
    maxRuns: found.result.traceHash === '' ? mostShrinkingRunsEndedFromOutside : mostShrinkingRuns,
  });
  const result = await tools.run(small);
  save(small, result);
  const { schedule, seed, runs } = small;
  const name = property.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
  say(`shrunk from ${size(found)} to ${size(small)} in ${runs} runs, seed ${seed}:`);
  say();
  for (const line of scheduleText(schedule)) say(`  ${line}`);
  say();
  for (const line of (await tools.tell(small, result, file)).lines) say(line);
  say();
  say(chalk.bold('as a scenario, to be run with this seed:'));
  say(scheduleSource({ schedule, name }));
}

function size({ schedule }: Failing): string {
  return `${schedule.steps.length} steps on ${schedule.servers} servers`;
}

async function replay(
  exploration: Exploration,
  result: RunResult,
  file: string,
  tell: Teller,
): Promise<number> {
  for (const line of scheduleText(exploration.schedule)) say(`  ${line}`);
  say();
  const { failure } = result;
  const { lines, page } = await tell(exploration, result, file);
  if (failure === undefined) {
    say(chalk.green(`${exploration.property} no longer fails with this schedule and seed`));
    if (page !== undefined) say(`page ${page}`);
    return exitCode.passed;
  }
  for (const line of lines) say(line);
  const same =
    result.traceHash === exploration.traceHash && failure.property === exploration.property;
  say(
    same
      ? 'the very same run as the one saved'
      : `not the run that was saved: it ended with ${exploration.property}, trace ` +
          `${exploration.traceHash}; now it is ${failure.property}, trace ${result.traceHash}`,
  );
  return exitCode.failed;
}

function replayCommand(file: string): string {
  return `npm run explore -- --replay ${file}`;
}

/** The command that draws the same schedule from its seed, and runs it. */
function seedCommand(seed: number, { raft, part, servers }: ExploreOptions): string {
  const flags = [
    ...(raft === undefined ? [] : [`--raft ${raft}`]),
    ...(part === undefined ? [] : [`--part ${part}`]),
    ...(servers === undefined ? [] : [`--servers ${servers}`]),
  ];
  return ['npm run explore --', ...flags, `--seed ${seed} --runs 1`].join(' ');
}

await runCommand(main);
