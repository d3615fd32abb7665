import { createHash } from 'node:crypto';
import type { AssignedRun } from '../confine/protocol.ts';
import type { PlannedTest } from '../policy/plan.ts';
import type { Policy } from '../policy/schema.ts';
import { ruleWeight } from '../policy/score.ts';
import { rules } from '../../../tester/oracles/rules.ts';

/** A share of the work: some consecutive runs of one submission. */
export interface GradingJob {
  /** The submission's id. */
  readonly submission: string;
  /** Which of the submission's runs, counted from 0 in the order of the plan; `to` is exclusive. */
  readonly from: number;
  readonly to: number;
}

/** A process is started for so many runs: often enough to keep partial results small. */
const runsPerJob = 40;

/** Every run that a submission is graded by, in the order of the plan. */
export function allRuns(tests: readonly PlannedTest[], policy: Policy): readonly AssignedRun[] {
  const forgivenRules = rules.map((rule) => rule.id).filter((id) => ruleWeight(id, policy) > 0);
  return tests.flatMap((test) =>
    test.seeds.map((seed) => ({
      test: test.name,
      seed,
      forgivenRules,
      ...(isAmongPeers(test, policy) ? { peers: 'reference' as const } : {}),
    })),
  );
}

/** 3A is about elections, which others would win for a submission; what goes beyond the course is for all. */
const partsWithPeers: ReadonlySet<string> = new Set(['3B', '3C', '3D']);

/** Whether a policy wants other servers around a submission in this test. */
function isAmongPeers({ part }: Pick<PlannedTest, 'part'>, { peers }: Policy): boolean {
  return peers === 'reference' && partsWithPeers.has(part);
}

/** The whole work, cut into jobs. It follows from its arguments alone, on every machine. */
export function cutJobs(submissions: readonly string[], runs: number): readonly GradingJob[] {
  return submissions.flatMap((submission) =>
    Array.from({ length: Math.ceil(runs / runsPerJob) }, (_, i) => ({
      submission,
      from: i * runsPerJob,
      to: Math.min(runs, (i + 1) * runsPerJob),
    })),
  );
}

/** One of several machines' shares. */
export interface Shard {
  /** From 1 to `of`. */
  readonly index: number;
  readonly of: number;
}

/** Every so-manieth job, so that no machine gets all the slow submissions. */
export function shareOf(jobs: readonly GradingJob[], shard: Shard): readonly GradingJob[] {
  return jobs.filter((_, i) => i % shard.of === shard.index - 1);
}

/**
 * The same jobs, those of each submission in an order in which cheap tests and dear ones take turns:
 * then the rate so far tells how much time is left.
 */
export function mixed(jobs: readonly GradingJob[]): readonly GradingJob[] {
  // Steps of the golden ratio spread any number of places evenly over a circle.
  const place = new Map(jobs.map((job, i) => [job, (i * 0.618_033_988_75) % 1]));
  const bySubmission = new Map<string, GradingJob[]>();
  for (const job of jobs) {
    const own = bySubmission.get(job.submission) ?? [];
    bySubmission.set(job.submission, own);
    own.push(job);
  }
  return [...bySubmission.values()].flatMap((own) =>
    own.sort((a, b) => (place.get(a) ?? 0) - (place.get(b) ?? 0)),
  );
}

/**
 * What a job's result depends on. A stored result with another fingerprint is of other work: another
 * version of the submission, of the tests, or of the policy.
 */
export function fingerprintOf(parts: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}
