import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import * as v from 'valibot';
import { bundleSubmission } from '../submissions/bundle.ts';
import { formatName, formatVersion, parse, type TraceFile } from '../../viewer/trace-file.ts';
import { writePage } from '../../viewer/write.ts';
import type { ChildScript } from '../confine/child-script.ts';
import { runConfined } from '../confine/confined-process.ts';
import type { Confinement } from '../confine/layers.ts';
import type { AssignedRun, Assignment } from '../confine/protocol.ts';
import { brokenRules, replayOf } from '../outputs/failures.ts';
import { showsSeeds } from '../outputs/phrases.ts';
import { companions, confinedCode } from '../run/code.ts';
import { sourceFolder } from '../run/grade.ts';
import type { Grade } from '../run/grades.ts';
import type { Grading } from '../run/grading.ts';
import { allRuns } from '../run/jobs.ts';
import type { RunRecord } from '../run/record.ts';
import { findEntry } from '../submissions/prepare.ts';

export interface TracePagesOptions {
  readonly out: string;
  readonly grading: Grading;
  readonly grades: readonly Grade[];
  readonly confinement: Confinement;
  readonly script: ChildScript;
  /** How many processes run at the same time. */
  readonly jobs: number;
}

/** A submission that breaks everything needs no page for each. */
const mostPages = 6;

/**
 * Writes a page for the shortest failing run of each rule that a submission broke, its most broken
 * rules first. Those runs are done once more, confined as before, with recording on. A run that had to
 * be ended by force leaves no page; neither do sealed seeds that nobody may see.
 *
 * @returns which runs have a page: of a submission's id and the record, the page's place as seen from
 * the submission's report
 */
export async function writeTracePages(
  options: TracePagesOptions,
): Promise<(id: string, record: RunRecord) => string | undefined> {
  const pages = new Set<string>();
  const queue = options.grades[Symbol.iterator]();
  const work = async (): Promise<void> => {
    for (const grade of queue) {
      for (const record of await writePagesOf(grade, options)) pages.add(keyOf(grade, record));
    }
  };
  await Promise.all(Array.from({ length: options.jobs }, work));
  return (id, record) => {
    return pages.has(`${id} ${pageName(record)}`) ? `traces/${pageName(record)}` : undefined;
  };
}

function keyOf({ student }: Grade, record: RunRecord): string {
  return `${student.id} ${pageName(record)}`;
}

function pageName({ test, seed }: RunRecord): string {
  return `${test}-${seed}.html`;
}

async function writePagesOf(grade: Grade, options: TracePagesOptions): Promise<RunRecord[]> {
  const { policy, tests } = options.grading;
  if (grade.problem !== undefined || !showsSeeds(policy)) return [];
  const folder = path.join(options.out, 'submissions', grade.student.id, 'traces');
  const wanted = brokenRules(grade)
    .map(({ example }) => example)
    // What had to be ended by force has no end that could be shown.
    .filter((record) => record.traceHash !== '')
    .slice(0, mostPages);
  const missing = wanted.filter((record) => !isThere(path.join(folder, pageName(record)), record));
  const runs = allRuns(tests, policy).flatMap((run) => {
    const record = missing.find(({ test, seed }) => test === run.test && seed === run.seed);
    return record === undefined ? [] : [recordedRun(run, record)];
  });
  const traces = runs.length === 0 ? [] : await recordRuns(grade.student.id, runs, options);
  const written: RunRecord[] = wanted.filter((record) => !missing.includes(record));
  for (const record of missing) {
    const trace = traces.find(({ result }) => result.traceHash === record.traceHash);
    if (trace === undefined) continue;
    const part = tests.find(({ name }) => name === record.test)?.part ?? '';
    await writePage(withoutPlace(trace, replayOf(record, part)), { folder, keep: Infinity });
    written.push(record);
  }
  return written;
}

/** The run once more, among the peers with which it counted. */
function recordedRun({ peers, ...run }: AssignedRun, { peersUsed }: RunRecord): AssignedRun {
  const isAmong = peers !== undefined && peersUsed?.kind === 'reference';
  return { ...run, isRecorded: true, ...(isAmong ? { peers } : {}) };
}

/** A page from before an interruption is kept when it shows the same run. */
function isThere(file: string, record: RunRecord): boolean {
  if (!existsSync(file)) return false;
  try {
    return parse(readFileSync(file, 'utf8')).result.traceHash === record.traceHash;
  } catch {
    return false;
  }
}

/** Nothing in a page depends on where and how fast it was recorded. */
function withoutPlace(trace: TraceFile, replay: string): TraceFile {
  const { result } = trace;
  return {
    ...trace,
    replay,
    result: { ...result, statistics: { ...result.statistics, realMs: 0 } },
  };
}

/** What is looked at of a trace that comes from a confined process; the page shows the rest as text. */
const reportSchema = v.object({
  kind: v.literal('result'),
  trace: v.looseObject({
    format: v.literal(formatName),
    version: v.literal(formatVersion),
    events: v.number(),
    data: v.pipe(v.string(), v.base64()),
    result: v.looseObject({
      test: v.string(),
      seed: v.number(),
      traceHash: v.string(),
      statistics: v.looseObject({}),
    }),
  }),
});

async function recordRuns(
  id: string,
  runs: readonly AssignedRun[],
  { out, grading, confinement, script }: TracePagesOptions,
): Promise<TraceFile[]> {
  const { policy } = grading;
  const { limits } = policy;
  const folder = sourceFolder(out, id);
  const entry = findEntry(folder);
  if (entry === undefined) return [];
  const assignment: Assignment = {
    ...confinedCode(await bundleSubmission(entry), folder),
    ...(await companions(policy)),
    runs,
    isWatchedClosely: false,
  };
  const traces: TraceFile[] = [];
  await runConfined({
    command: confinement.command(script.file, {
      memoryMb: limits.memoryMb,
      cpuSeconds: Math.ceil(runs.length * limits.runSeconds),
    }),
    input: JSON.stringify(assignment),
    stallMs: limits.stallSeconds * 1_000,
    wallMs: limits.runSeconds * 1_000,
    onLine: (line) => {
      const trace = traceIn(line);
      if (trace === undefined) return 'same-run';
      const expected = runs[traces.length];
      const isExpected =
        trace.result.test === expected?.test && trace.result.seed === expected.seed;
      if (!isExpected) return 'stop';
      traces.push(trace);
      return 'new-run';
    },
  });
  return traces;
}

function traceIn(line: string): TraceFile | undefined {
  try {
    const result = v.safeParse(reportSchema, JSON.parse(line));
    return result.success ? (result.output.trace as unknown as TraceFile) : undefined;
  } catch {
    return undefined;
  }
}
