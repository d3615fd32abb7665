import type { Verdict } from './hunt.ts';

/** One search for all bugs, with the oracles on or off. Plain JSON. */
export interface Hunt {
  readonly oracles: 'on' | 'off';
  /** How many passes each bug got. */
  readonly seeds: number;
  readonly verdicts: readonly Verdict[];
}

/** How many bugs had come to light after so many passes. */
export function caughtWithin(hunt: Hunt, passes: number): number {
  return hunt.verdicts.filter(({ caught }) => caught !== undefined && caught.seed <= passes).length;
}

/** The published figure, as rows of words. */
export function figure(hunts: readonly Hunt[]): string[][] {
  return hunts.map((hunt) => {
    const of = ` of ${String(hunt.verdicts.length)}`;
    return [
      hunt.oracles === 'on' ? 'the course’s tests and the oracles' : 'the course’s tests alone',
      String(caughtWithin(hunt, 1)) + of,
      `${String(caughtWithin(hunt, hunt.seeds))}${of} (${String(hunt.seeds)} passes)`,
    ];
  });
}
