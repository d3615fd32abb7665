import { writeSync } from 'node:fs';
import { Session, type Debugger, type Runtime } from 'node:inspector';
import { parentPort, workerData } from 'node:worker_threads';
import { Program } from '../../../sim/program.ts';
import type { Implementation } from '../../../tester/implementation/load.ts';
import { now, since, type Moment } from './moment.ts';
import { Progress } from './progress.ts';
import {
  reportDescriptor,
  type WatchdogData,
  type WatchdogMessage,
  type WatchdogReport,
} from './report.ts';

/**
 * The watchdog: a thread that looks at the main thread from outside. When a run stands still, takes
 * too long or eats too much memory, it stops the code where it is, writes down where that was, and
 * ends the process. It also ends a process whose parent is gone, as nobody else would.
 */

const lookEveryMs = 25;
/**
 * A process that waits without end uses next to no processor: it may stand still for ten times the
 * limit, in which one that is only starved by a busy machine would have got more than a tenth of it.
 */
const idleStalls = 10;
/** How long the main thread is given to stop for the inspector. */
const pauseWaitMs = 5_000;
/** How often it may go one step on when it stopped in none of the implementation's lines. */
const maxSteps = 20;

const data = workerData as WatchdogData;
const progress = new Progress(data.progress);
const names = new Map<number, string>();
let implementation: Implementation | undefined;

parentPort?.on('message', (message: WatchdogMessage) => {
  if (message.kind === 'name') names.set(message.id, message.name);
  else ({ implementation } = message);
});

type Found = Moment & Pick<WatchdogReport, 'reason'>;

let last = { steps: 0, isRunning: false };
let lastChange = now();
const looking = setInterval(() => {
  if (process.ppid !== data.parent) process.kill(process.pid, 'SIGKILL');
  const found = look();
  if (found === undefined) return;
  clearInterval(looking);
  endProcess(found);
}, lookEveryMs);

/** What is wrong, and for how long. */
function look(): Found | undefined {
  const { steps, isRunning } = progress;
  if (steps !== last.steps || isRunning !== last.isRunning) {
    last = { steps, isRunning };
    lastChange = now();
  }
  const { stallMs, runMs, memoryMb } = data.limits;
  const whole = since(progress.began);
  // Whoever fills memory in a loop stands still as well: the memory tells more.
  const isTooLarge = process.memoryUsage.rss() > memoryMb * 1024 * 1024;
  if (isRunning && isTooLarge) return { reason: 'memory', ...whole };
  // What counts is the time the process was given: on a busy machine it may stand still for long
  // without being stuck. Between two runs as well: what is left in the queue of microtasks may spin.
  const still = since(lastChange);
  const hasBegun = steps > 0;
  if (hasBegun && still.cpuMs > stallMs) return { reason: 'stall', ...still };
  if (!isRunning) return undefined;
  const isIdle = still.realMs > stallMs * idleStalls && still.cpuMs < stallMs / idleStalls;
  if (isIdle) return { reason: 'stall', ...still };
  return whole.cpuMs > runMs ? { reason: 'run', ...whole } : undefined;
}

function endProcess(found: Found): void {
  const finish = (stack: readonly string[]): void => {
    const report: WatchdogReport = {
      ...found,
      server: progress.server,
      what: names.get(progress.what) ?? 'the scenario',
      simulatedMs: progress.simulatedMs,
      stack,
    };
    try {
      writeSync(reportDescriptor, JSON.stringify(report));
    } finally {
      process.kill(process.pid, 'SIGKILL');
    }
  };
  setTimeout(() => {
    finish([]);
  }, pauseWaitMs);
  try {
    pauseMainThread(finish);
  } catch {
    // Without an inspector (a permission model may forbid it) the report names no line.
    finish([]);
  }
}

/** The scripts by the inspector's ids, as frames name their script by its id alone. */
const scriptUrls = new Map<string, string>();

/**
 * Stops the main thread in a line of the implementation. Between two microtasks, say, it is in none,
 * and a step goes on into the next of them.
 */
function pauseMainThread(onPaused: (stack: readonly string[]) => void): void {
  const session = new Session();
  session.connectToMainThread();
  session.on('Debugger.scriptParsed', ({ params }) => {
    scriptUrls.set(params.scriptId, params.url);
  });
  let stepsLeft = maxSteps;
  session.on('Debugger.paused', ({ params }) => {
    const stack = params.callFrames.map(mapFrame).filter((line) => line !== undefined);
    if (stack.length > 0 || stepsLeft-- === 0) {
      onPaused(stack);
      return;
    }
    session.post('Debugger.stepInto');
  });
  session.post('Debugger.enable');
  session.post('Debugger.pause');
}

let program: Program | undefined;

function mapFrame(frame: Debugger.CallFrame): string | undefined {
  if (implementation === undefined) return undefined;
  const { runtime, bundle } = implementation;
  if (scriptUrls.get(frame.location.scriptId)?.endsWith(bundle.fileName) !== true) return undefined;
  program ??= new Program(runtime, bundle);
  const { lineNumber, columnNumber = 0 }: Runtime.CallFrame | Debugger.Location = frame.location;
  const place = program.mapPosition(lineNumber + 1, columnNumber + 1);
  if (place === undefined) return undefined;
  return frame.functionName === '' ? `at ${place}` : `at ${frame.functionName} (${place})`;
}
