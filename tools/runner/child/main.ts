import { Worker } from 'node:worker_threads';
import { findScenario } from '../../../labs/index.ts';
import type { Monitor } from '../../../sim/world.ts';
import type { RunResult } from '../../../tester/result.ts';
import { run, type RunOptions } from '../../../tester/run.ts';
import { runSchedule } from '../../../tester/play-schedule.ts';
import { makeTraceFile } from '../../viewer/make.ts';
import type { Answer, ChildData, Job, RecordedRun } from '../job.ts';
import { tidyMemory } from './memory.ts';
import { now } from './moment.ts';
import { Progress } from './progress.ts';
import { isTooLarge } from './large-trace.ts';
import { Programs, type LoadedProgram } from './programs.ts';
import type { WatchdogData, WatchdogMessage } from './report.ts';

/** A process that runs jobs one after the other, under the eyes of its own watchdog thread. */

const [dataText = '{}'] = process.argv.slice(2);
const { limits, watchdogFile } = JSON.parse(dataText) as ChildData;
const programs = new Programs();

const progress = new Progress();
const workerData: WatchdogData = { progress: progress.buffer, limits, parent: process.ppid };
const watchdog = new Worker(watchdogFile, { workerData });
watchdog.unref();

const ids = new Map<string, number>();
const monitor: Monitor = {
  entering(server, what, nowMs) {
    let id = ids.get(what);
    if (id === undefined) {
      id = ids.size + 1;
      ids.set(what, id);
      tell({ kind: 'name', id, name: what });
    }
    progress.enter(server, id, nowMs);
  },
};

/** The one whose lines the watchdog knows. */
let watched: LoadedProgram | undefined;

async function take(job: Job): Promise<void> {
  answer({ kind: 'begun' });
  try {
    answer({ kind: 'done', run: await work(job) });
  } catch (error) {
    answer({ kind: 'defect', stack: error instanceof Error ? String(error.stack) : String(error) });
  }
}

async function work(job: Job): Promise<RecordedRun> {
  const main = programs.unpack(job.implementation);
  const peers = job.peers === undefined ? undefined : programs.unpack(job.peers);
  if (main !== watched) tell({ kind: 'implementation', implementation: main.implementation });
  watched = main;
  tidyMemory();
  progress.begin(now());
  try {
    const result = await play(job, main, peers);
    return job.recording === 'page' ? withPage(result, main) : { result };
  } finally {
    progress.end();
  }
}

function play(
  job: Job,
  { implementation, program }: LoadedProgram,
  peers: LoadedProgram | undefined,
): Promise<RunResult> {
  const { seed, oracles } = job;
  const options: RunOptions = {
    seed,
    oracles,
    implementation: implementation.name,
    monitor,
    recording: job.recording === 'off' ? 'off' : 'on',
    ...(peers === undefined
      ? {}
      : { peers: { program: peers.program, implementation: peers.implementation.name } }),
  };
  if (job.schedule !== undefined) return runSchedule(job.schedule, program, options);
  const scenario = findScenario(job.test);
  if (scenario === undefined) throw new Error(`no test is called ${job.test}`);
  return run(scenario, program, options);
}

/** Making the page's data happens here as well, since what an implementation sent decides its size. */
function withPage(result: RunResult, { program }: LoadedProgram): RecordedRun {
  const { trace, notes, ...rest } = result;
  if (trace === undefined || isTooLarge(trace, notes)) return { result: rest };
  monitor.entering(-1, 'the making of its page', result.statistics.simulatedMs);
  return { result, file: makeTraceFile(result, { replay: '', sources: program.sources() }) };
}

function tell(message: WatchdogMessage): void {
  watchdog.postMessage(message);
}

function answer(message: Answer): void {
  process.send?.(message);
}

// Ctrl-C reaches every process of a terminal; what becomes of the runs under way is for the parent to
// say. Without a parent this process ends by itself.
process.on('SIGINT', () => undefined);
process.on('disconnect', () => process.exit());
process.on('message', (job: Job) => void take(job));
