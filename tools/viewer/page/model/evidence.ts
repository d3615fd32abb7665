import type { Hint } from '../../../report/diagnosis/hint.ts';
import type { Recording } from '../../data/recording.ts';
import { violationOf } from './failure.ts';

/**
 * The events that show why a run failed, why it may have, and what was odd about it. They are numbered
 * from 1 in the order in which they happened, so that lanes, list and text speak of the same ones.
 */
export class Evidence {
  readonly ofFailure: readonly number[];
  /** For each hint, in their order. */
  readonly ofHints: readonly (readonly number[])[];
  /** All positions that have a number, in order. */
  readonly positions: readonly number[];
  readonly #ofRules = new Map<string, readonly number[]>();
  readonly #numbers = new Map<number, number>();

  constructor(recording: Recording, hints: readonly Hint[]) {
    const here = (numbers: readonly number[]): readonly number[] =>
      numbers.filter((number) => recording.has(number)).map((n) => recording.positionOf(n));
    for (const note of recording.notes) {
      if (note.kind === 'evidence') this.#ofRules.set(note.rule, here(note.events));
    }
    this.ofFailure = showFailure(recording, this.#ofRules);
    this.ofHints = hints.map(({ events = [] }) => here(events));
    const all = [...this.ofFailure, ...this.ofHints.flat(), ...[...this.#ofRules.values()].flat()];
    this.positions = [...new Set(all)].sort((a, b) => a - b);
    this.positions.forEach((position, i) => this.#numbers.set(position, i + 1));
  }

  /** The number that an event has as evidence; undefined for all others. */
  numberOf(position: number): number | undefined {
    return this.#numbers.get(position);
  }

  /** What shows that a rule was broken; undefined for what is no rule, such as a check of the test. */
  ofRule(rule: string): readonly number[] | undefined {
    return this.#ofRules.get(rule);
  }
}

function showFailure(
  recording: Recording,
  rules: ReadonlyMap<string, readonly number[]>,
): readonly number[] {
  const failure = violationOf(recording);
  if (failure === undefined) return [];
  const event = recording.event(failure);
  const cited = event.kind === 'violation' ? (rules.get(event.property) ?? []) : [];
  return cited.length > 0 ? cited : whatEndedIt(recording, failure);
}

/** When a server applied something wrong, the one that had applied something else there as well. */
function whatEndedIt(recording: Recording, failure: number): readonly number[] {
  const before = failure - 1;
  const isSameInstant = recording.timesMs[before] === recording.timesMs[failure];
  if (!isSameInstant || recording.kind(before).startsWith('check')) return [];
  if (recording.kind(before) !== 'apply') return [before];
  for (let i = 0; i < before; i++) {
    if (recording.kind(i) !== 'apply') continue;
    const isSameIndex = recording.field('index', i) === recording.field('index', before);
    if (isSameIndex && recording.field('first', i) !== recording.field('first', before)) {
      return [i, before];
    }
  }
  return [before];
}
