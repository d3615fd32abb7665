import path from 'node:path';
import { rmSync } from 'node:fs';
import { ImplementationError } from '../../../tester/implementation/error.ts';
import { bundleSubmission } from '../submissions/bundle.ts';
import type { ChildScript } from '../confine/child-script.ts';
import type { Confinement } from '../confine/layers.ts';
import type { Submission } from '../submissions/find.ts';
import { defaultUnpackLimits, SubmissionError } from '../submissions/limits.ts';
import { prepareSubmission } from '../submissions/prepare.ts';
import { companions, confinedCode, hashCode, type ConfinedCode } from './code.ts';
import { doRuns, Interrupted } from './do-runs.ts';
import type { Grading } from './grading.ts';
import { allRuns, fingerprintOf, mixed, shareOf, type GradingJob, type Shard } from './jobs.ts';
import { failedRecord, type RunRecord } from './record.ts';
import { JobStore, type JobOutcome } from './store.ts';

export interface GradeOptions {
  readonly grading: Grading;
  readonly submissions: readonly Submission[];
  /** Absolute. */
  readonly out: string;
  readonly confinement: Confinement;
  readonly script: ChildScript;
  /** How many processes run at the same time. */
  readonly jobs: number;
  readonly shard?: Shard;
  readonly signal?: AbortSignal;
  /** Called with what came of a job when it is done; stored ones are told as well. */
  readonly onJob?: (job: GradingJob, done: JobDone) => void;
}

export interface JobDone {
  readonly from: 'run' | 'store';
  readonly outcome: JobOutcome;
}

/** A submission ready to run, or why it can never be: what the submission itself has got wrong. */
type Prepared = { readonly code: ConfinedCode } | { readonly problem: string };

/**
 * Does the jobs of a grading, or of a shard of it, that are not stored yet. Each result is stored
 * when its job's process is dead. A job in which the grading itself fails is stored as that: nobody
 * loses a point by it, and the next call does it again.
 *
 * @throws Interrupted when the signal came; what is stored stays
 */
export async function grade(options: GradeOptions): Promise<void> {
  const { grading, shard } = options;
  const jobs = shard === undefined ? grading.jobs : shareOf(grading.jobs, shard);
  const store = new JobStore(options.out);
  const beside = await companions(grading.policy);
  const preparing = new Map<string, Promise<Prepared>>();
  const prepared = (id: string): Promise<Prepared> => {
    const known = preparing.get(id) ?? prepare(id, beside, options);
    preparing.set(id, known);
    return known;
  };
  const queue = mixed(jobs)[Symbol.iterator]();
  const work = async (): Promise<void> => {
    for (const job of queue) await doJob(job, () => prepared(job.submission), store, options);
  };
  await Promise.all(Array.from({ length: options.jobs }, work));
}

async function doJob(
  job: GradingJob,
  prepare: () => Promise<Prepared>,
  store: JobStore,
  options: GradeOptions,
): Promise<void> {
  let done: JobDone;
  try {
    done = await gradeJob(job, await prepare(), store, options);
  } catch (error) {
    if (error instanceof Interrupted) throw error;
    done = { from: 'run', outcome: store.saveFailure(job, error) };
  }
  options.onJob?.(job, done);
}

/** Throws when the grading fails; what the submission fails in stands in the records. */
async function gradeJob(
  job: GradingJob,
  prepared: Prepared,
  store: JobStore,
  options: GradeOptions,
): Promise<JobDone> {
  const { grading, confinement, script, signal } = options;
  const { policy, tests } = grading;
  const runs = allRuns(tests, policy).slice(job.from, job.to);
  const identity = 'code' in prepared ? hashCode(prepared.code) : prepared.problem;
  const fingerprint = fingerprintOf([identity, script.hash, policy.limits, runs]);
  const stored = store.load(job, fingerprint);
  if (stored?.kind === 'graded') return { from: 'store', outcome: stored };
  let records: RunRecord[];
  if ('problem' in prepared) {
    const failure = { property: 'not-gradable', message: prepared.problem };
    records = runs.map((run) => failedRecord(run, failure));
  } else {
    const limits = {
      stallMs: policy.limits.stallSeconds * 1_000,
      wallMs: policy.limits.runSeconds * 1_000,
      memoryMb: policy.limits.memoryMb,
      forcedEnds: policy.limits.forcedEnds,
    };
    records = await doRuns({
      confinement,
      script: script.file,
      code: prepared.code,
      runs,
      limits,
      ...(signal === undefined ? {} : { signal }),
    });
  }
  store.save(job, fingerprint, records);
  return { from: 'run', outcome: { kind: 'graded', records } };
}

async function prepare(
  id: string,
  beside: Pick<ConfinedCode, 'reference'>,
  options: GradeOptions,
): Promise<Prepared> {
  const submission = options.submissions.find((each) => each.id === id);
  if (submission === undefined) throw new Error(`no submission has the id ${id}`);
  const folder = sourceFolder(options.out, id);
  rmSync(folder, { recursive: true, force: true });
  const bytes = options.grading.policy.limits.unpackedMb * 1_000_000;
  try {
    const entry = await prepareSubmission(submission, folder, { ...defaultUnpackLimits, bytes });
    const implementation = await bundleSubmission(entry);
    return { code: { ...confinedCode(implementation, folder), ...beside } };
  } catch (error) {
    if (error instanceof SubmissionError) return { problem: `the submission ${error.message}` };
    // Whatever else went wrong is no fault of the submission.
    if (!(error instanceof ImplementationError)) throw error;
    return { problem: withoutPlaces(error.message, folder) };
  }
}

/** Where a submission's files are kept, for replays and for reading. */
export function sourceFolder(out: string, id: string): string {
  return path.join(out, 'submissions', id, 'source');
}

/** The same message wherever the grading runs. */
function withoutPlaces(message: string, folder: string): string {
  const shown = path.relative(process.cwd(), folder).replaceAll(path.sep, '/');
  return message.replaceAll(`${shown}/`, '').replaceAll(`${folder}/`, '');
}
