import type { KnownBug } from '../../known-bugs/index.ts';
import { isExpected, type Catch, type Hunt, type Verdict } from './verdict.ts';

/** How many bugs had come to light after so many passes over the course's tests. */
function caughtWithin({ verdicts }: Hunt, passes: number): number {
  return verdicts.filter(({ caught }) => caught?.stage === 'course' && caught.seed <= passes)
    .length;
}

/** How many passes over the course's tests every bug that is still missed has had. */
function passesDone({ verdicts }: Hunt): number {
  const missed = verdicts.filter(({ caught }) => caught?.stage !== 'course');
  if (missed.length > 0) return Math.min(...missed.map(({ done }) => done.course));
  return Math.max(1, ...verdicts.map(({ done }) => done.course));
}

/** The published figure, as rows of words: after one pass, after all, and with all stages. */
export function figure(hunts: readonly Hunt[]): string[][] {
  return hunts.map((hunt) => {
    const all = hunt.verdicts.length;
    const of = (count: number): string =>
      `${count} of ${all} (${Math.round((100 * count) / all)}%)`;
    const passes = passesDone(hunt);
    const caught = hunt.verdicts.filter((verdict) => verdict.caught !== undefined).length;
    return [
      hunt.oracles === 'on' ? 'the course’s tests and the oracles' : 'the course’s tests alone',
      of(caughtWithin(hunt, 1)),
      `${of(caughtWithin(hunt, passes))} in ${passes}`,
      hunt.oracles === 'on' ? of(caught) : '',
    ];
  });
}

export const figureHead = [
  'bugs caught by',
  'in one pass',
  'in all passes',
  'with phases and exploration',
];

/** A verdict as people want to know it. */
export type Outcome = 'missed' | 'caught by another' | 'caught';

export function outcomeOf({ caught }: Verdict, bug: KnownBug): Outcome {
  if (caught === undefined) return 'missed';
  return isExpected(bug, caught.property) ? 'caught' : 'caught by another';
}

/** When a bug was caught: `pass 3`, or `run 41` of exploration. */
export function showWhen({ seed, stage }: Catch): string {
  if (stage === 'exploration') return `exploration, run ${seed}`;
  return `${stage === 'phases' ? 'phases, ' : ''}pass ${seed}`;
}
