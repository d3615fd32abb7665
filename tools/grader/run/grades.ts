import type { PlannedTest } from '../policy/plan.ts';
import { round, scoreRuns } from '../policy/score.ts';
import type { Policy } from '../policy/schema.ts';
import { UsageError } from '../../runner/usage-error.ts';
import type { Grading, Student } from './grading.ts';
import type { RunRecord } from './record.ts';
import { JobStore, type JobOutcome } from './store.ts';

/** What one test earned. */
export interface TestGrade {
  readonly test: PlannedTest;
  readonly earned: number;
  readonly passed: number;
  readonly records: readonly RunRecord[];
}

/** What became of one submission. */
export type Outcome = Grade | NotGraded;

/** Everything that reports say about one submission. */
export interface Grade {
  readonly kind: 'graded';
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
 * The grading failed. Of the submission nothing is known, least of all that it is worth nothing: it
 * has no points anywhere, and is to be graded again.
 */
export interface NotGraded {
  readonly kind: 'not-graded';
  readonly student: Student;
  /** What it would have been graded by. */
  readonly tests: readonly PlannedTest[];
  /** Without bonus. */
  readonly maxScore: number;
  readonly reason: string;
}

/**
 * What became of each submission of a class, from what is stored. It follows from that and the policy
 * alone.
 *
 * @throws UsageError when results are missing, with how many
 */
export function outcomesOf(grading: Grading, out: string): readonly Outcome[] {
  const missing = missingJobs(grading, out);
  if (missing.length > 0) {
    const shown = missing.slice(0, 5).join(', ');
    throw new UsageError(
      `${missing.length} of ${grading.jobs.length} results are missing in ${out}: ` +
        `${shown}${missing.length > 5 ? ' …' : ''}; grade with --resume to do what is left`,
    );
  }
  const store = new JobStore(out);
  return grading.students.map((student) => {
    const jobs = grading.jobs.filter((job) => job.submission === student.id);
    return outcomeOf(
      student,
      jobs.flatMap((job) => store.load(job) ?? []),
      grading,
    );
  });
}

/** Those of a class that were graded. */
export function gradesIn(outcomes: readonly Outcome[]): readonly Grade[] {
  return outcomes.filter((outcome) => outcome.kind === 'graded');
}

/** Those of a class in which the grading failed. */
export function notGradedIn(outcomes: readonly Outcome[]): readonly NotGraded[] {
  return outcomes.filter((outcome) => outcome.kind === 'not-graded');
}

/** Names of the results that are not there. */
export function missingJobs({ jobs }: Grading, out: string): readonly string[] {
  const store = new JobStore(out);
  return jobs.filter((job) => store.load(job) === undefined).map((job) => store.fileName(job));
}

function outcomeOf(
  student: Student,
  jobs: readonly JobOutcome[],
  { tests, policy }: Pick<Grading, 'tests' | 'policy'>,
): Outcome {
  const notGraded = (reason: string): NotGraded => {
    return { kind: 'not-graded', student, tests, maxScore: maxScoreOf(tests, policy), reason };
  };
  const failed = jobs.find((job) => job.kind === 'not-graded');
  if (failed !== undefined) return notGraded(failed.reason);
  const records = jobs.flatMap((job) => (job.kind === 'graded' ? job.records : []));
  const isComplete = tests.every((test) => recordsOf(test, records).length === test.seeds.length);
  if (!isComplete) return notGraded('its stored results are of another version of the tests');
  return gradeOf(student, records, { tests, policy });
}

/** One submission's grade by the records of all its runs. */
export function gradeOf(
  student: Student,
  records: readonly RunRecord[],
  { tests, policy }: Pick<Grading, 'tests' | 'policy'>,
): Grade {
  const graded = tests.map((test): TestGrade => {
    const own = recordsOf(test, records);
    const share = scoreRuns(own, test.seeds.length, policy);
    const passed = own.filter((record) => record.verdict === 'pass').length;
    return { test, earned: share * test.points, passed, records: own };
  });
  const lateFactor = lateFactorOf(student, policy);
  const earned = graded.reduce((sum, test) => sum + test.earned, 0);
  const problem = records.find((record) => record.failure?.property === 'not-gradable');
  return {
    kind: 'graded',
    student,
    tests: graded,
    score: round(earned * lateFactor, policy.decimals),
    maxScore: maxScoreOf(tests, policy),
    lateFactor,
    ...(problem?.failure === undefined ? {} : { problem: problem.failure.message }),
  };
}

function recordsOf({ name, seeds }: PlannedTest, records: readonly RunRecord[]): RunRecord[] {
  return records.filter((record) => record.test === name && seeds.includes(record.seed));
}

function maxScoreOf(tests: readonly PlannedTest[], policy: Policy): number {
  const normal = tests.filter((test) => !test.isBonus);
  return round(
    normal.reduce((sum, test) => sum + test.points, 0),
    policy.decimals,
  );
}

function lateFactorOf({ id, isLate }: Student, { late }: Policy): number {
  return late.students[id] ?? (isLate ? late.factor : 1);
}
