import { Worker } from 'node:worker_threads';
import workerpool from 'workerpool';
import { findScenario } from '../../labs/index.ts';
import type { Monitor } from '../../sim/world.ts';
import type { Peers } from '../../tester/peers.ts';
import type { RunResult } from '../../tester/result.ts';
import { run, type RunOptions } from '../../tester/run.ts';
import { runSchedule } from '../../tester/schedule/run.ts';
import { makeTraceFile } from '../../viewer/make.ts';
import type { ChildData, Job, RecordedRun } from '../job.ts';
import { cpuMs } from './cpu.ts';
import { tidyMemory } from './memory.ts';
import { Progress } from './progress.ts';
import { isTooLarge } from './large-trace.ts';
import { RecentPrograms } from './programs.ts';
import type { WatchdogData, WatchdogMessage } from './report.ts';

/** A process that runs jobs one after the other, under the eyes of its own watchdog thread. */

const [dataText = '{}'] = process.argv.slice(2);
const { limits, watchdogFile } = JSON.parse(dataText) as ChildData;
const programs = new RecentPrograms();

const progress = new Progress();
const workerData: WatchdogData = { progress: progress.buffer, limits };
const watchdog = new Worker(watchdogFile, { workerData });
watchdog.unref();

const words = new Map<string, number>();
const monitor: Monitor = {
  entering(server, what, nowMs) {
    let id = words.get(what);
    if (id === undefined) {
      id = words.size + 1;
      words.set(what, id);
      tell({ kind: 'word', id, word: what });
    }
    progress.enter(server, id, nowMs);
  },
};

function runJob(job: Job): Promise<RunResult> {
  return watched(job, () => play(job));
}

/** Making the page's data happens here as well, since what an implementation sent decides its size. */
function recordJob(job: Job): Promise<RecordedRun> {
  return watched(job, async () => {
    const result = await play({ ...job, recording: 'on' });
    const { trace, notes, ...rest } = result;
    if (trace === undefined || isTooLarge(trace, notes)) return { result: rest };
    monitor.entering(-1, 'the making of its page', result.statistics.simulatedMs);
    return { result, file: makeTraceFile(result, { replay: '' }) };
  });
}

async function watched<T>(job: Job, work: () => Promise<T>): Promise<T> {
  const { implementationFile, reportFile } = job;
  tell({ kind: 'job', reportFile, implementationFile });
  tidyMemory();
  progress.begin(cpuMs());
  try {
    return await work();
  } finally {
    progress.end();
  }
}

function play(job: Job): Promise<RunResult> {
  const { seed, recording, oracles } = job;
  const { name, program } = programs.of(job.implementationFile);
  const options: RunOptions = {
    ...{ seed, recording, oracles, implementation: name, monitor },
    ...(job.peersFile === undefined ? {} : { peers: peersOf(job.peersFile) }),
  };
  if (job.schedule !== undefined) return runSchedule(job.schedule, program, options);
  const scenario = findScenario(job.test);
  if (scenario === undefined) throw new Error(`no test is called ${job.test}`);
  return run(scenario, program, options);
}

function peersOf(file: string): Peers {
  const { name, program } = programs.of(file);
  return { program, implementation: name };
}

function tell(message: WatchdogMessage): void {
  watchdog.postMessage(message);
}

// Ctrl-C reaches every process of a terminal; what becomes of the runs under way is for the parent to
// say. Without a parent this process ends by itself.
process.on('SIGINT', () => undefined);

workerpool.worker({ runJob, recordJob });
