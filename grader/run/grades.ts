import type { PlannedTest } from '../policy/plan.ts';
import { round, scoreRuns } from '../policy/score.ts';
import type { Policy } from '../policy/schema.ts';
import { UsageError } from '../../runner/usage-error.ts';
import type { Grading, Student } from './grading.ts';
import type { RunRecord } from './record.ts';
import { JobStore } from './store.ts';

/** What one test earned. */
export interface TestGrade {
  readonly test: PlannedTest;
  readonly earned: number;
  readonly passed: number;
  readonly records: readonly RunRecord[];
}

/** Everything that reports say about one submission. */
export interface Grade {
  readonly student: Student;
  readonly tests: readonly TestGrade[];
  /** After bonus and late factor, rounded. */
  readonly score: number;
  /** Without bonus. */
  readonly maxScore: number;
  readonly lateFactor: number;
  /** Why it could not be run at all. */
  readonly problem?: string;
}

/**
 * The grades of a class from what is stored. They follow from the stored results and the policy
 * alone.
 *
 * @throws UsageError when results are missing, with how many
 */
export function gradesOf(grading: Grading, out: string): readonly Grade[] {
  const missing = missingJobs(grading, out);
  if (missing.length > 0) {
    const shown = missing.slice(0, 5).join(', ');
    throw new UsageError(
      `${String(missing.length)} of ${String(grading.jobs.length)} results are missing in ${out}: ` +
        `${shown}${missing.length > 5 ? ' …' : ''}; grade with --resume to do what is left`,
    );
  }
  const store = new JobStore(out);
  return grading.students.map((student) => {
    const jobs = grading.jobs.filter((job) => job.submission === student.id);
    return gradeOf(
      student,
      jobs.flatMap((job) => store.load(job) ?? []),
      grading,
    );
  });
}

/** Names of the results that are not there. */
export function missingJobs({ jobs }: Grading, out: string): readonly string[] {
  const store = new JobStore(out);
  return jobs.filter((job) => store.load(job) === undefined).map((job) => store.fileName(job));
}

/** One submission's grade; a run without a record of its own counts as failed. */
export function gradeOf(
  student: Student,
  records: readonly RunRecord[],
  { tests, policy }: Pick<Grading, 'tests' | 'policy'>,
): Grade {
  const graded = tests.map((test): TestGrade => {
    const own = records.filter(
      (record) => record.test === test.name && test.seeds.includes(record.seed),
    );
    const share = scoreRuns(own, test.seeds.length, policy);
    const passed = own.filter((record) => record.verdict === 'pass').length;
    return { test, earned: share * test.points, passed, records: own };
  });
  const lateFactor = lateFactorOf(student, policy);
  const earned = graded.reduce((sum, test) => sum + test.earned, 0);
  const normal = tests.filter((test) => !test.isBonus);
  const problem = records.find((record) => record.failure?.property === 'not-gradable');
  return {
    student,
    tests: graded,
    score: round(earned * lateFactor, policy.decimals),
    maxScore: round(
      normal.reduce((sum, test) => sum + test.points, 0),
      policy.decimals,
    ),
    lateFactor,
    ...(problem?.failure === undefined ? {} : { problem: problem.failure.message }),
  };
}

function lateFactorOf({ id, isLate }: Student, { late }: Policy): number {
  return late.students[id] ?? (isLate ? late.factor : 1);
}
