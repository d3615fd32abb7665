import { readFileSync, writeFileSync } from 'node:fs';
import { Session, type Debugger, type Runtime } from 'node:inspector';
import { parentPort, workerData } from 'node:worker_threads';
import { Program } from '../../sim/program.ts';
import type { Implementation } from '../../tester/implementation/load.ts';
import { cpuMs } from './cpu.ts';
import { Progress } from './progress.ts';
import type { WatchdogData, WatchdogMessage, WatchdogReport } from './report.ts';

/**
 * The watchdog: a thread that looks at the main thread from outside. When a run stands still, takes
 * too long or eats too much memory, it stops the code where it is, writes down where that was, and
 * ends the process.
 */

const lookEveryMs = 25;
/** How many times the limit of a stall a process may stand still that uses no processor. */
const idleStalls = 10;
/** How long the main thread is given to stop for the inspector. */
const pauseWaitMs = 5_000;
/** How often it may go one step on when it stopped in none of the implementation's lines. */
const maxSteps = 20;

const data = workerData as WatchdogData;
const progress = new Progress(data.progress);
const words = new Map<number, string>();
let reportFile = '';
let implementationFile = '';

parentPort?.on('message', (message: WatchdogMessage) => {
  if (message.kind === 'word') words.set(message.id, message.word);
  else ({ reportFile, implementationFile } = message);
});

let lastSteps = -1;
let lastChangeMs = Date.now();
let lastChangeCpuMs = cpuMs();
const looking = setInterval(() => {
  const reason = look();
  if (reason === undefined) return;
  clearInterval(looking);
  endProcess(reason);
}, lookEveryMs);

function look(): WatchdogReport['reason'] | undefined {
  const nowMs = Date.now();
  if (!progress.isRunning || progress.steps !== lastSteps) {
    lastSteps = progress.steps;
    lastChangeMs = nowMs;
    lastChangeCpuMs = cpuMs();
  }
  if (!progress.isRunning) return undefined;
  // What counts is the time the process was given: on a busy machine it may stand still for long
  // without being stuck. One that waits without end uses none, and has a longer limit.
  if (cpuMs() - lastChangeCpuMs > data.limits.stallMs) return 'stall';
  if (nowMs - lastChangeMs > data.limits.stallMs * idleStalls) return 'stall';
  if (cpuMs() - progress.beganCpuMs > data.limits.runMs) return 'run';
  if (process.memoryUsage.rss() > data.limits.memoryMb * 1024 * 1024) return 'memory';
  return undefined;
}

function endProcess(reason: WatchdogReport['reason']): void {
  const finish = (stack: readonly string[]): void => {
    const report: WatchdogReport = {
      reason,
      server: progress.server,
      what: words.get(progress.what) ?? 'the scenario',
      simulatedMs: progress.simulatedMs,
      stack,
    };
    if (reportFile !== '') writeFileSync(reportFile, JSON.stringify(report));
    process.kill(process.pid, 'SIGKILL');
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
let fileName = '';

function mapFrame(frame: Debugger.CallFrame): string | undefined {
  if (program === undefined) {
    const text = readFileSync(implementationFile, 'utf8');
    const { runtime, bundle } = JSON.parse(text) as Implementation;
    program = new Program(runtime, bundle);
    ({ fileName } = bundle);
  }
  if (scriptUrls.get(frame.location.scriptId)?.endsWith(fileName) !== true) return undefined;
  const { lineNumber, columnNumber = 0 }: Runtime.CallFrame | Debugger.Location = frame.location;
  const place = program.mapPosition(lineNumber + 1, columnNumber + 1);
  if (place === undefined) return undefined;
  return frame.functionName === '' ? `at ${place}` : `at ${frame.functionName} (${place})`;
}
