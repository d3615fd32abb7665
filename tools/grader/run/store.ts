import { readFileSync } from 'node:fs';
import path from 'node:path';
import * as v from 'valibot';
import { writeWhole } from '../../runner/write-whole.ts';
import type { GradingJob } from './jobs.ts';
import { runRecordSchema, type RunRecord } from './record.ts';

/** What came of a job: its runs, or that it was the grading that failed, and not the submission. */
export type JobOutcome =
  | { readonly kind: 'graded'; readonly records: readonly RunRecord[] }
  | { readonly kind: 'not-graded'; readonly reason: string };

const jobFileSchema = v.variant('kind', [
  v.object({
    kind: v.literal('graded'),
    fingerprint: v.string(),
    records: v.array(runRecordSchema),
  }),
  /** The stack is for whoever looks for the cause. */
  v.object({ kind: v.literal('not-graded'), reason: v.string(), stack: v.string() }),
]);

/** What came of each job, a file each, in the folder of the grading. */
export class JobStore {
  readonly #folder: string;

  constructor(out: string) {
    this.#folder = path.join(out, 'jobs');
  }

  save(job: GradingJob, fingerprint: string, records: readonly RunRecord[]): void {
    this.#write(job, { kind: 'graded', fingerprint, records: [...records] });
  }

  /** Notes down that a job could not be done. Whatever was stored of it before is no longer true. */
  saveFailure(job: GradingJob, error: unknown): JobOutcome {
    const [reason, stack] =
      error instanceof Error ? [error.message, error.stack ?? ''] : [String(error), ''];
    this.#write(job, { kind: 'not-graded', reason, stack });
    return { kind: 'not-graded', reason };
  }

  /** What came of a job; undefined when it was not done, or was other work. */
  load(job: GradingJob, fingerprint?: string): JobOutcome | undefined {
    let text: string;
    try {
      text = readFileSync(this.#fileOf(job), 'utf8');
    } catch {
      return undefined;
    }
    const result = v.safeParse(jobFileSchema, parseJson(text));
    if (!result.success) return undefined;
    if (result.output.kind === 'not-graded') return result.output;
    const { records, fingerprint: stored } = result.output;
    if (fingerprint !== undefined && stored !== fingerprint) return undefined;
    return records.length === job.to - job.from ? result.output : undefined;
  }

  fileName({ submission, from, to }: GradingJob): string {
    return `${submission}/${from}-${to}.json`;
  }

  #write(job: GradingJob, content: v.InferOutput<typeof jobFileSchema>): void {
    writeWhole(this.#fileOf(job), `${JSON.stringify(content, undefined, 1)}\n`);
  }

  #fileOf(job: GradingJob): string {
    return path.join(this.#folder, this.fileName(job));
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
