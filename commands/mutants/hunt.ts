import { performance } from 'node:perf_hooks';
import { scenarios } from '../../labs/index.ts';
import type { RunPool } from '../../runner/pool.ts';
import type { RunResult } from '../../tester/result.ts';
import type { KnownBug } from '../../known-bugs/index.ts';
import { loadBug } from '../../known-bugs/load.ts';

/** The first run that showed a bug. */
export interface Catch {
  /** Also the number of the pass: pass k is all tests with seed k, in the course's order. */
  readonly seed: number;
  readonly test: string;
  readonly property: string;
  readonly message: string;
  /** Simulated time at which it came to light in that run. */
  readonly atMs: number;
  /** A failure ends the run; a note is an oracle's remark on a run that passed. */
  readonly as: 'failure' | 'note';
  /** Whether the property is one that the bug's entry names. */
  readonly isExpected: boolean;
}

/** What became of the search for one bug. */
export interface Verdict {
  readonly id: string;
  /** Absent when all passes went by without a word. */
  readonly caught?: Catch;
  /** How many runs that took. */
  readonly runs: number;
  readonly realMs: number;
}

export interface HuntOptions {
  readonly pool: RunPool;
  /** How many bugs are looked for at the same time. */
  readonly jobs: number;
  /** How many passes a bug gets, each with the next seed from 1 on. */
  readonly seeds: number;
  readonly oracles: 'on' | 'off';
  /** Called with each bug's verdict, in the order in which they are reached. */
  readonly onVerdict: (verdict: Verdict, bug: KnownBug) => void;
}

/**
 * Runs the course's tests on each bug until one shows it. The verdicts come in the catalogue's order
 * and do not depend on the number of jobs, but for the real time.
 */
export async function hunt(bugs: readonly KnownBug[], options: HuntOptions): Promise<Verdict[]> {
  const verdicts: Verdict[] = [];
  const waiting = bugs.entries();
  const work = async (): Promise<void> => {
    // The iterator is shared: each worker takes the next bug that nobody has taken.
    for (const [i, bug] of waiting) {
      const verdict = await huntOne(bug, options);
      verdicts[i] = verdict;
      options.onVerdict(verdict, bug);
    }
  };
  await Promise.all(Array.from({ length: options.jobs }, work));
  return verdicts;
}

async function huntOne(bug: KnownBug, options: HuntOptions): Promise<Verdict> {
  const { oracles, pool, seeds } = options;
  const implementation = await loadBug(bug);
  const beganMs = performance.now();
  const verdict = (caught?: Catch): Verdict => ({
    id: bug.id,
    ...(caught === undefined ? {} : { caught }),
    runs,
    realMs: Math.round(performance.now() - beganMs),
  });
  let runs = 0;
  for (let seed = 1; seed <= seeds; seed++) {
    for (const scenario of scenarios) {
      const result = await pool.run(scenario, { implementation, seed, recording: 'off', oracles });
      runs++;
      const caught = catchIn(result, bug);
      if (caught !== undefined) return verdict(caught);
    }
  }
  return verdict();
}

/** What a run says about a bug: its failure, or a note of the very rule that the bug is known by. */
export function catchIn(
  { failure, oracleNotes, seed, test }: RunResult,
  bug: KnownBug,
): Catch | undefined {
  const isExpected = (property: string): boolean =>
    property === bug.rule || (bug.alsoSeenAs ?? []).includes(property);
  if (failure !== undefined) {
    const { atMs, message, property } = failure;
    const expected = isExpected(property);
    return { seed, test, property, message, atMs, as: 'failure', isExpected: expected };
  }
  // Notes speak of economy, on which correct implementations differ: another one proves nothing.
  const note = oracleNotes.find(({ rule }) => isExpected(rule));
  if (note === undefined) return undefined;
  const { atMs, message, rule } = note;
  return { seed, test, property: rule, message, atMs, as: 'note', isExpected: true };
}
