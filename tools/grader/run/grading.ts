import { randomBytes, createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import * as v from 'valibot';
import { UsageError } from '../../runner/usage-error.ts';
import { planTests, type PlannedTest } from '../policy/plan.ts';
import { policySchema, type Policy } from '../policy/schema.ts';
import type { Submission } from '../submissions/find.ts';
import { allRuns, cutJobs, type GradingJob } from './jobs.ts';
import { writeWhole } from '../../runner/write-whole.ts';

/** A student's submission without where it lies. */
export type Student = Omit<Submission, 'items'>;

/** All that decides what has to be done; two shards of one grading agree on it. */
export interface Grading {
  readonly policy: Policy;
  readonly secret: string;
  readonly tests: readonly PlannedTest[];
  readonly students: readonly Student[];
  readonly jobs: readonly GradingJob[];
}

export function planGrading(policy: Policy, secret: string, students: readonly Student[]): Grading {
  const tests = planTests(policy, secret);
  const ids = students.map((student) => student.id);
  const jobs = cutJobs(ids, allRuns(tests, policy).length);
  const known = students.map(({ platform, id, student, platformId, isLate }) => {
    return { platform, id, student, platformId, isLate };
  });
  return { policy, secret, tests, students: known, jobs };
}

const studentSchema = v.object({
  platform: v.picklist(['canvas', 'moodle', 'gradescope', 'classroom', 'plain']),
  id: v.string(),
  student: v.string(),
  platformId: v.string(),
  isLate: v.boolean(),
});

const gradingFileSchema = v.object({
  policy: policySchema,
  secretHash: v.string(),
  students: v.array(studentSchema),
});

const fileName = 'grading.json';
/** Apart from the rest, as whoever has it knows all seeds. */
const secretName = 'secret.txt';

/** Notes down what a folder of results belongs to. */
export function saveGrading(out: string, grading: Grading): void {
  writeWhole(path.join(out, fileName), describe(grading));
  writeWhole(path.join(out, secretName), `${grading.secret}\n`);
}

function describe({ policy, secret, students }: Grading): string {
  const secretHash = createHash('sha256').update(secret).digest('hex');
  return `${JSON.stringify({ policy, secretHash, students }, undefined, 2)}\n`;
}

/** Whether a folder holds the results of exactly this grading. */
export function isSameGrading(out: string, grading: Grading): boolean {
  const file = path.join(out, fileName);
  return existsSync(file) && readFileSync(file, 'utf8') === describe(grading);
}

export function hasGrading(out: string): boolean {
  return existsSync(path.join(out, fileName));
}

/** The grading that a folder of results belongs to. @throws UsageError */
export function loadGrading(out: string): Grading {
  const file = path.join(out, fileName);
  if (!existsSync(file))
    throw new UsageError(`${out} holds no grading: expected ${fileName} there`);
  const result = v.safeParse(gradingFileSchema, JSON.parse(readFileSync(file, 'utf8')));
  if (!result.success) throw new UsageError(`${file} is damaged, or of another version`);
  const { policy, students } = result.output;
  return planGrading(policy, loadSecret(out) ?? '', students);
}

/** The secret a folder's grading was begun with. */
export function loadSecret(out: string): string | undefined {
  const file = path.join(out, secretName);
  return existsSync(file) ? readFileSync(file, 'utf8').trimEnd() : undefined;
}

/** A secret for who gives none. */
export function freshSecret(): string {
  return randomBytes(16).toString('hex');
}
