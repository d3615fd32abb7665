import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  writeSync,
} from 'node:fs';
import path from 'node:path';
import * as v from 'valibot';
import type { GradingJob } from './jobs.ts';
import { runRecordSchema, type RunRecord } from './record.ts';

/** Writes a file so that it is there with all of its content, or not at all. */
export function writeWhole(file: string, content: string | Uint8Array): void {
  mkdirSync(path.dirname(file), { recursive: true });
  // Always of one name: what a killed process left behind is written over when its work is done again.
  const draft = `${file}.draft`;
  const handle = openSync(draft, 'w');
  try {
    const bytes = typeof content === 'string' ? Buffer.from(content) : content;
    for (let at = 0; at < bytes.length;) at += writeSync(handle, bytes, at);
    // A machine that loses its power must not keep the name without the content.
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  renameSync(draft, file);
}

const jobFileSchema = v.object({
  fingerprint: v.string(),
  records: v.array(runRecordSchema),
});

/** The results of jobs, a file each, in the folder of the grading. */
export class JobStore {
  readonly #folder: string;

  constructor(out: string) {
    this.#folder = path.join(out, 'jobs');
  }

  save(job: GradingJob, fingerprint: string, records: readonly RunRecord[]): void {
    writeWhole(this.#fileOf(job), `${JSON.stringify({ fingerprint, records }, undefined, 1)}\n`);
  }

  /** The records of a job that was done; undefined when it was not, or was other work. */
  load(job: GradingJob, fingerprint?: string): readonly RunRecord[] | undefined {
    let text: string;
    try {
      text = readFileSync(this.#fileOf(job), 'utf8');
    } catch {
      return undefined;
    }
    const result = v.safeParse(jobFileSchema, parseJson(text));
    if (!result.success) return undefined;
    const { records, fingerprint: stored } = result.output;
    if (fingerprint !== undefined && stored !== fingerprint) return undefined;
    return records.length === job.to - job.from ? records : undefined;
  }

  fileName({ submission, from, to }: GradingJob): string {
    return `${submission}/${String(from)}-${String(to)}.json`;
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
