import type { KnownBug } from '../../known-bugs/index.ts';
import type { RunResult } from '../../../tester/result.ts';

/** Where bugs are looked for, one after the other: only what is missed goes on to the next. */
export type Stage = 'course' | 'phases' | 'exploration';

/** The first run that showed a bug. */
export interface Catch {
  readonly stage: Stage;
  /** Also how far the stage had come: pass k is all tests of it with seed k, exploration's run k has seed k. */
  readonly seed: number;
  readonly test: string;
  readonly property: string;
  readonly message: string;
  /** Simulated time at which it came to light in that run. */
  readonly atMs: number;
  /** A failure ends the run; a note is an oracle's remark on a run that passed. */
  readonly as: 'failure' | 'note';
}

/** How far the search for one bug has come. Plain JSON. */
export interface Verdict {
  readonly id: string;
  /** Absent while nothing has shown the bug. */
  readonly caught?: Catch;
  /** How many passes, or runs of exploration, each stage has had. */
  readonly done: Readonly<Record<Stage, number>>;
  readonly runs: number;
  readonly realMs: number;
}

/** One search for all bugs, with the oracles on or off. Plain JSON. */
export interface Hunt {
  readonly oracles: 'on' | 'off';
  readonly verdicts: readonly Verdict[];
}

/** A bug that nobody has looked for yet. */
export function newVerdict(id: string): Verdict {
  return { id, done: { course: 0, phases: 0, exploration: 0 }, runs: 0, realMs: 0 };
}

/** Whether a property is one that the bug's entry names. */
export function isExpected({ alsoSeenAs = [], rule }: KnownBug, property: string): boolean {
  return property === rule || alsoSeenAs.includes(property);
}

/** What a run says about a bug: its failure, or a note of the very rule that the bug is known by. */
export function catchIn(
  { failure, oracleNotes, seed, test }: RunResult,
  bug: KnownBug,
  stage: Stage,
): Catch | undefined {
  if (failure !== undefined) {
    const { atMs, message, property } = failure;
    return { stage, seed, test, property, message, atMs, as: 'failure' };
  }
  // Notes speak of economy, on which correct implementations differ: another one proves nothing.
  const note = oracleNotes.find(({ rule }) => isExpected(bug, rule));
  if (note === undefined) return undefined;
  const { atMs, message, rule } = note;
  return { stage, seed, test, property: rule, message, atMs, as: 'note' };
}
