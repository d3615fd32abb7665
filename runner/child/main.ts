import { Worker } from 'node:worker_threads';
import workerpool from 'workerpool';
import { findScenario } from '../../labs/index.ts';
import type { Program } from '../../sim/program.ts';
import type { Monitor } from '../../sim/world.ts';
import type { RunResult } from '../../tester/result.ts';
import { run, type RunOptions } from '../../tester/run.ts';
import { runSchedule } from '../../tester/schedule/run.ts';
import type { ChildData, Job } from '../job.ts';
import { tidyMemory } from './memory.ts';
import { Progress } from './progress.ts';
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

async function runJob(job: Job): Promise<RunResult> {
  const { implementationFile, reportFile } = job;
  const { name, program } = programs.of(implementationFile);
  tell({ kind: 'job', reportFile, implementationFile });
  tidyMemory();
  progress.begin(Date.now());
  try {
    return await play(job, program, {
      seed: job.seed,
      recording: job.recording,
      oracles: job.oracles,
      implementation: name,
      monitor,
    });
  } finally {
    progress.end();
  }
}

function play(job: Job, program: Program, options: RunOptions): Promise<RunResult> {
  if (job.schedule !== undefined) return runSchedule(job.schedule, program, options);
  const scenario = findScenario(job.test);
  if (scenario === undefined) throw new Error(`no test is called ${job.test}`);
  return run(scenario, program, options);
}

function tell(message: WatchdogMessage): void {
  watchdog.postMessage(message);
}

// Ctrl-C reaches every process of a terminal; what becomes of the runs under way is for the parent to
// say. Without a parent this process ends by itself.
process.on('SIGINT', () => undefined);

workerpool.worker({ runJob });
