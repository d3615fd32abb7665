import type { Recording } from '../../data/recording.ts';
import { faultKinds } from './failure.ts';

const most = 10;

/**
 * Where a run that passed is worth looking at: how its leaders came about, what was done to the servers,
 * and snapshots that were installed. Of many the last ones, for later ones have more behind them.
 */
export function listHighlights(recording: Recording): readonly number[] {
  const found: number[] = [];
  for (let i = recording.length - 1; i >= 0 && found.length < most; i--) {
    if (isHighlight(recording, i)) found.push(i);
  }
  return found.reverse();
}

/** The last election that somebody won; the end where there was none. */
export function bestMoment(recording: Recording): number {
  for (let i = recording.length - 1; i >= 0; i--) if (isElection(recording, i)) return i;
  return Math.max(0, recording.length - 1);
}

function isElection(recording: Recording, position: number): boolean {
  return recording.kind(position) === 'state' && recording.field('flags', position) === 1;
}

function isHighlight(recording: Recording, position: number): boolean {
  const kind = recording.kind(position);
  return faultKinds.has(kind) || kind === 'apply.snapshot' || isElection(recording, position);
}
