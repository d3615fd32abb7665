import { performance } from 'node:perf_hooks';
import { randomSchedule } from '../../explore/generate.ts';
import type { KnownBug } from '../../known-bugs/index.ts';
import { loadBug } from '../../known-bugs/load.ts';
import { phases, scenarios } from '../../../labs/index.ts';
import type { RunPool } from '../../runner/pool.ts';
import type { Scenario } from '../../../tester/scenario.ts';
import { scheduleScenario } from '../../../tester/play-schedule.ts';
import { catchIn, newVerdict, type Stage, type Verdict } from './verdict.ts';

/** How far each stage goes before a bug counts as missed there. */
export type Extent = Readonly<Record<Stage, number>>;

export interface HuntOptions {
  readonly pool: RunPool;
  /** How many bugs are looked for at the same time. */
  readonly jobs: number;
  readonly extent: Extent;
  readonly oracles: 'on' | 'off';
  /** What is known already; the search goes on from there. */
  readonly known: readonly Verdict[];
  /** Called whenever a bug is caught, or has been missed by one more pass. */
  readonly onStep: (verdict: Verdict, bug: KnownBug, stage: Stage) => void;
}

const stages: readonly Stage[] = ['course', 'phases', 'exploration'];

/** How many runs exploration does on one bug before it turns to the next. */
const explorationBatch = 100;

/**
 * Runs tests on each bug until one shows it: passes over the course's tests, then the phases of a
 * command, then random schedules of faults. All bugs get a pass before any gets the next. What is
 * found does not depend on the number of jobs, but for the real time.
 */
export async function hunt(bugs: readonly KnownBug[], options: HuntOptions): Promise<Verdict[]> {
  const known = new Map(options.known.map((verdict) => [verdict.id, verdict]));
  const verdicts = new Map(bugs.map((bug) => [bug, known.get(bug.id) ?? newVerdict(bug.id)]));
  for (const stage of stages) {
    const step = stage === 'exploration' ? explorationBatch : 1;
    for (let to = step; to - step < options.extent[stage]; to += step) {
      const round = { stage, to: Math.min(to, options.extent[stage]) };
      await eachAtOnce(options.jobs, bugs, async (bug) => {
        const verdict = verdicts.get(bug);
        if (verdict === undefined || verdict.caught !== undefined) return;
        if (verdict.done[stage] >= round.to) return;
        const next = await goOn(bug, verdict, round, options);
        verdicts.set(bug, next);
        options.onStep(next, bug, stage);
      });
    }
  }
  return [...verdicts.values()];
}

/** Takes a bug through a stage up to a pass, or until something shows it. */
async function goOn(
  bug: KnownBug,
  verdict: Verdict,
  { stage, to }: { stage: Stage; to: number },
  { oracles, pool }: HuntOptions,
): Promise<Verdict> {
  const implementation = await loadBug(bug);
  const beganMs = performance.now();
  let { runs } = verdict;
  const result = (): Verdict => {
    const realMs = Math.round(verdict.realMs + performance.now() - beganMs);
    return { ...verdict, done: { ...verdict.done, [stage]: to }, runs, realMs };
  };
  for (let seed = verdict.done[stage] + 1; seed <= to; seed++) {
    for (const scenario of testsOf(bug, stage, seed)) {
      runs++;
      const run = await pool.run(scenario, { implementation, seed, recording: 'off', oracles });
      const caught = catchIn(run, bug, stage);
      if (caught !== undefined) return { ...result(), caught };
    }
  }
  return result();
}

function testsOf({ category }: KnownBug, stage: Stage, seed: number): readonly Scenario[] {
  if (stage === 'exploration') return [scheduleScenario(randomSchedule(seed))];
  if (stage === 'phases') return phases.scenarios;
  // Where nobody takes a snapshot, a bug in snapshots leaves every run as it is.
  return category === 'Snapshots' ? scenarios.filter(({ snapshots }) => snapshots) : scenarios;
}

/** Does some work for each item, in order, several at the same time. */
async function eachAtOnce<T>(
  jobs: number,
  items: readonly T[],
  work: (item: T) => Promise<void>,
): Promise<void> {
  // The iterator is shared: each worker takes the next item that nobody has taken.
  const waiting = items.values();
  const worker = async (): Promise<void> => {
    for (const item of waiting) await work(item);
  };
  await Promise.all(Array.from({ length: jobs }, worker));
}
