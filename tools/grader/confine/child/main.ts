import { readFileSync, writeSync } from 'node:fs';
import { Program, type Bundle } from '../../../../sim/program.ts';
import type { Monitor } from '../../../../sim/world.ts';
import type { Peers } from '../../../../tester/cluster/peers.ts';
import { run } from '../../../../tester/run.ts';
import { makeTraceFile } from '../../../viewer/make.ts';
import { scenarioOf } from '../../policy/tests.ts';
import { referenceName, type AssignedRun, type Assignment, type Report } from '../protocol.ts';
import { runAmongPeers, type Judged } from './among-peers.ts';

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

/** Compiled once for all runs. */
interface Programs {
  readonly submission: Program;
  readonly peers: Peers | undefined;
}

async function work(): Promise<void> {
  say({ kind: 'ready' });
  const assignment = JSON.parse(readFileSync(0, 'utf8')) as Assignment;
  const { runtime, bundle, reference, isWatchedClosely } = assignment;
  // Not below a folder of this machine: a submission sees the name of its file in stacks.
  const compile = (code: Bundle): Program => new Program(runtime, code);
  const programs: Programs = {
    submission: compile(bundle),
    peers:
      reference === undefined
        ? undefined
        : { program: compile(reference), implementation: referenceName },
  };
  for (const planned of assignment.runs) {
    await doRun(planned, programs, signsOfLife(isWatchedClosely));
  }
}

async function doRun(planned: AssignedRun, programs: Programs, monitor: Monitor): Promise<void> {
  const { test, seed, forgivenRules } = planned;
  const scenario = scenarioOf(test, seed);
  const { submission } = programs;
  const common = { seed, recording: 'off', implementation: 'submission', monitor } as const;
  const peers = planned.peers === undefined ? undefined : programs.peers;
  if (planned.isRecorded === true) {
    const recorded = await run(scenario, submission, {
      ...common,
      recording: 'on',
      ...(peers === undefined ? {} : { peers }),
    });
    const trace = makeTraceFile(recorded, { replay: '' });
    say({ kind: 'result', result: trace.result, passesWithoutRules: false, trace });
    return;
  }
  const judged: Judged | undefined =
    peers === undefined ? undefined : await runAmongPeers(scenario, submission, peers, common);
  const result = judged?.result ?? (await run(scenario, submission, common));
  let passesWithoutRules = false;
  if (result.failure !== undefined && forgivenRules.includes(result.failure.property)) {
    // Whoever counted the first time does so again.
    const isAmong = peers !== undefined && judged?.peersUsed.kind === 'reference';
    const again = await run(scenario, submission, {
      ...common,
      oracles: 'off',
      ...(isAmong ? { peers } : {}),
    });
    passesWithoutRules = again.verdict === 'pass';
  }
  say({
    kind: 'result',
    result,
    passesWithoutRules,
    ...(judged === undefined ? {} : { peersUsed: judged.peersUsed }),
  });
}

/**
 * A run throws for a defect of ours only. But a text that the engine does not take is the submission's,
 * and so is it when memory or stack are used up: the process dies of that.
 */
function isOurs(error: unknown): error is Error {
  const isOfSubmission = error instanceof SyntaxError || error instanceof RangeError;
  return error instanceof Error && !isOfSubmission;
}

async function main(): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!isOurs(error)) throw error;
    say({ kind: 'broken', message: error.stack ?? error.message });
  }
}

void main();
