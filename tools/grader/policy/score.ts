import type { Policy, Scoring } from './schema.ts';

/** What scoring needs to know of one run. */
export interface ScoredRun {
  readonly verdict: 'pass' | 'fail';
  /** The rule of the paper that ended a failed run which passes the course's own checks. */
  readonly brokenRule?: string | undefined;
}

/**
 * The share of a test's points that its runs earn, from 0 to 1. What did not run counts as failed.
 *
 * @param planned how many runs there should be
 */
export function scoreRuns(runs: readonly ScoredRun[], planned: number, policy: Policy): number {
  const weights = runs.map((run) => weightOf(run, policy));
  if (policy.scoring.kind === 'all-pass') {
    // One run that broke a rule which counts half makes the test count half.
    return runs.length < planned ? 0 : Math.min(1, ...weights);
  }
  const passes = weights.reduce((sum, weight) => sum + weight, 0);
  return Math.min(1, Math.max(0, earned(policy.scoring, passes, planned)));
}

/** How much one run counts as passed. */
export function weightOf(run: ScoredRun, policy: Policy): number {
  if (run.verdict === 'pass') return 1;
  return run.brokenRule === undefined ? 0 : ruleWeight(run.brokenRule, policy);
}

/** How much a run counts that does nothing worse than to break this rule. */
export function ruleWeight(rule: string, { oracles }: Policy): number {
  return oracles[rule] ?? oracles.default ?? 0;
}

function earned(
  scoring: Exclude<Scoring, { kind: 'all-pass' }>,
  passes: number,
  planned: number,
): number {
  switch (scoring.kind) {
    case 'pass-rate':
      return passes / planned;
    case 'thresholds':
      return scoring.steps
        .filter((step) => passes / planned >= step.passRate)
        .reduce((best, step) => Math.max(best, step.earns), 0);
    case 'passes-above':
      return Math.ceil(Math.max(passes - scoring.free, 0) / scoring.per) / 100;
  }
}

/** Rounds half up as people do, also where binary fractions lie just below. */
export function round(value: number, decimals: number): number {
  const scale = 10 ** decimals;
  return Math.round(value * scale + 1e-9) / scale;
}
