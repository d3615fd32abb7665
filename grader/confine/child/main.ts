import { readFileSync, writeSync } from 'node:fs';
import path from 'node:path';
import { findScenario } from '../../../labs/index.ts';
import { Program } from '../../../sim/program.ts';
import type { Monitor } from '../../../sim/world.ts';
import { run } from '../../../tester/run.ts';
import { makeTraceFile } from '../../../viewer/make.ts';
import type { AssignedRun, Assignment, Report } from '../protocol.ts';

/**
 * A confined process: it reads its runs from the standard input, does them one after the other, and
 * writes each result to the standard output. It needs no file, no network, no thread, no process.
 */

const signEveryMs = 250;

function say(report: Report): void {
  const text = Buffer.from(`${JSON.stringify(report)}\n`);
  // A full pipe takes a part of it.
  for (let written = 0; written < text.length;) written += writeSync(1, text, written);
}

/** Tells the parent that the run goes on, now and then or at every step. */
function signsOfLife(isWatchedClosely: boolean): Monitor {
  let steps = 0;
  let lastMs = 0;
  return {
    entering(server, what, atMs) {
      // Asking for the time costs more than the step itself.
      if (!isWatchedClosely && ++steps % 256 !== 0) return;
      const nowMs = Date.now();
      if (!isWatchedClosely && nowMs - lastMs < signEveryMs) return;
      lastMs = nowMs;
      say({ kind: 'alive', server, what, atMs });
    },
  };
}

async function work(): Promise<void> {
  say({ kind: 'ready' });
  const assignment = JSON.parse(readFileSync(0, 'utf8')) as Assignment;
  const { runtime, bundle, isWatchedClosely } = assignment;
  const fileName = path.join(process.cwd(), bundle.fileName);
  const program = new Program(runtime, { ...bundle, fileName });
  for (const planned of assignment.runs) {
    await doRun(planned, program, signsOfLife(isWatchedClosely));
  }
}

async function doRun(planned: AssignedRun, program: Program, monitor: Monitor): Promise<void> {
  const { test, seed, forgivenRules, isRecorded = false } = planned;
  const scenario = findScenario(test);
  if (scenario === undefined) throw new Error(`no test is called ${test}`);
  const options = { seed, recording: 'off', implementation: 'submission', monitor } as const;
  if (isRecorded) {
    const recorded = await run(scenario, program, { ...options, recording: 'on' });
    const trace = makeTraceFile(recorded, { replay: '' });
    say({ kind: 'result', result: trace.result, passesWithoutRules: false, trace });
    return;
  }
  const result = await run(scenario, program, options);
  let passesWithoutRules = false;
  if (result.failure !== undefined && forgivenRules.includes(result.failure.property)) {
    const again = await run(scenario, program, { ...options, oracles: 'off' });
    passesWithoutRules = again.verdict === 'pass';
  }
  say({ kind: 'result', result, passesWithoutRules });
}

void work();
