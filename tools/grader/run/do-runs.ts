import * as v from 'valibot';
import { runConfined, type Ending } from '../confine/confined-process.ts';
import type { Confinement } from '../confine/layers.ts';
import type { AssignedRun, Assignment, Report } from '../confine/protocol.ts';
import type { ConfinedCode } from './code.ts';
import { peersUsedSchema, failedRecord, resultSchema, toRecord, type RunRecord } from './record.ts';

export interface DoRunsOptions {
  readonly confinement: Confinement;
  /** The script of the confined process. */
  readonly script: string;
  readonly code: ConfinedCode;
  readonly runs: readonly AssignedRun[];
  readonly limits: RunLimits;
  readonly signal?: AbortSignal;
}

export interface RunLimits {
  readonly stallMs: number;
  readonly wallMs: number;
  readonly memoryMb: number;
  /** After so many runs ended by force the others are not tried. */
  readonly forcedEnds: number;
}

/** What stopped a process in the midst of a run, and what it was last known to do. */
interface Stop {
  readonly ending: Ending;
  readonly last: Extract<Report, { kind: 'alive' }> | undefined;
}

/**
 * Does runs of one submission in processes of its own, one after the other, and judges what they
 * wrote once they are dead. There is a record for every run that was asked for, in that order:
 * whatever was not reported as passed has failed.
 *
 * @throws when our own process does not even start or fails by itself, or when interrupted
 */
export async function doRuns(options: DoRunsOptions): Promise<RunRecord[]> {
  const records: RunRecord[] = [];
  let forced = 0;
  while (records.length < options.runs.length) {
    const rest = options.runs.slice(records.length);
    const [hung] = rest;
    if (hung === undefined) break;
    if (forced >= options.limits.forcedEnds) {
      records.push(...rest.map((run) => failedRecord(run, notTried(forced))));
      break;
    }
    const first = await attempt(rest, options, false);
    records.push(...first.records);
    const stuck = rest[first.records.length];
    if (stuck === undefined) continue;
    // A busy machine may look like a submission that hangs: a second, closer look decides.
    const second = await attempt([stuck], options, true);
    const [record] = second.records;
    if (record === undefined) forced++;
    records.push(record ?? failedRecord(stuck, explain(second, options.limits)));
  }
  return records;
}

async function attempt(
  runs: readonly AssignedRun[],
  options: DoRunsOptions,
  isWatchedClosely: boolean,
): Promise<Stop & { readonly records: RunRecord[] }> {
  const { confinement, script, code, limits, signal } = options;
  const assignment: Assignment = { ...code, runs, isWatchedClosely };
  const records: RunRecord[] = [];
  let last: Stop['last'];
  let broken: string | undefined;
  const child = { isReady: false, isTrusted: true };
  const ending = await runConfined({
    command: confinement.command(script, {
      memoryMb: limits.memoryMb,
      cpuSeconds: Math.ceil((runs.length * limits.wallMs) / 1_000),
    }),
    input: JSON.stringify(assignment),
    stallMs: limits.stallMs,
    wallMs: limits.wallMs,
    ...(signal === undefined ? {} : { signal }),
    onLine: (line) => {
      const report = parseReport(line);
      if (report?.kind === 'broken') {
        broken = report.message;
        return 'stop';
      }
      if (report?.kind === 'ready') child.isReady = true;
      if (report?.kind === 'alive') last = report;
      if (report?.kind === 'ready') return 'new-run';
      if (report?.kind === 'alive') return 'same-run';
      const expected = runs[records.length];
      const isExpected =
        report?.result.test === expected?.test && report?.result.seed === expected?.seed;
      if (report === undefined || expected === undefined || !isExpected) {
        // No line but ours is ever written, unless somebody else has got hold of the pipe.
        child.isTrusted = false;
        return 'stop';
      }
      records.push(toRecord(report.result, report));
      return 'new-run';
    },
  });
  if (signal?.aborted === true) throw new Interrupted('the grading was interrupted');
  if (!child.isReady)
    throw new Error(`the confined process did not start: ${describeEnding(ending)}`);
  // Who gets out of the confinement could say this too, and would not be graded: that is no gain.
  if (broken !== undefined) throw new Error(`the confined process failed: ${broken}`);
  if (!child.isTrusted) return { records: runs.map(forged), ending, last };
  return { records, ending, last };
}

/** Somebody asked the grading to stop; what is stored already stays. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
}

const reportSchema = v.variant('kind', [
  v.object({ kind: v.literal('ready') }),
  v.object({ kind: v.literal('broken'), message: v.string() }),
  v.object({ kind: v.literal('alive'), server: v.number(), what: v.string(), atMs: v.number() }),
  v.object({
    kind: v.literal('result'),
    result: resultSchema,
    passesWithoutRules: v.boolean(),
    peersUsed: v.optional(peersUsedSchema),
  }),
]);

function parseReport(line: string): v.InferOutput<typeof reportSchema> | undefined {
  try {
    const result = v.safeParse(reportSchema, JSON.parse(line));
    return result.success ? result.output : undefined;
  } catch {
    return undefined;
  }
}

function forged(run: AssignedRun): RunRecord {
  const message = 'the process wrote lines that the grader’s own part of it never writes';
  return failedRecord(run, { property: 'forged-result', message });
}

function notTried(forced: number): { property: string; message: string } {
  const message = `not run: ${forced} runs before it had to be ended by force`;
  return { property: 'not-run', message };
}

/** Why a run has no result, in the words of `tools/runner/result-of-death.ts`. */
function explain(
  { ending, last }: Stop,
  limits: RunLimits,
): { property: string; message: string; servers: number[] } {
  const server = last?.server ?? -1;
  const servers = server < 0 ? [] : [server];
  const who = server < 0 ? 'the test' : `server ${server}`;
  const where = last === undefined ? '' : `: in ${last.what}`;
  const seconds = (ms: number): string => `${ms / 1000} s of real time`;
  switch (ending.kind) {
    case 'stall': {
      const message = `${who} never gives control back${where}; it was stopped after ${seconds(limits.stallMs)}`;
      return { property: 'endless-loop', message, servers };
    }
    case 'wall':
      return {
        property: 'too-slow',
        message: `the run took more than ${seconds(limits.wallMs)}; ${who} was running${where}`,
        servers,
      };
    case 'died':
      if (isOutOfMemory(ending)) {
        const message = `${who} took more than ${limits.memoryMb} MB of memory${where}`;
        return { property: 'out-of-memory', message, servers };
      }
      return {
        property: 'process-died',
        message: `${describeEnding(ending)}; ${who} was running${where}`,
        servers,
      };
    case 'flood':
    case 'stopped':
    case 'finished':
      return {
        property: 'process-died',
        message: `${describeEnding(ending)}; ${who} was running${where}`,
        servers,
      };
  }
}

function isOutOfMemory({ stderr }: Extract<Ending, { kind: 'died' }>): boolean {
  return /out of memory|allocation failed|bad_alloc/i.test(stderr);
}

function describeEnding(ending: Ending): string {
  if (ending.kind === 'died') return `the process that ran the test died (${ending.code})`;
  if (ending.kind === 'finished') return 'the process that ran the test ended before the test did';
  return `the process that ran the test was ended (${ending.kind})`;
}
