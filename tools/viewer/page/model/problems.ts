import type { Recording } from '../../data/recording.ts';
import { faultKinds } from './failure.ts';

const linkDown = 1;

/** Positions at which something went wrong or was made to, and those that are evidence. */
export function listProblems(recording: Recording, evidence: readonly number[]): readonly number[] {
  const cited = new Set(evidence);
  const found: number[] = [];
  for (let i = 0; i < recording.length; i++) {
    if (cited.has(i) || isProblem(recording, i)) found.push(i);
  }
  return found;
}

function isProblem(recording: Recording, position: number): boolean {
  const kind = recording.kind(position);
  if (kind === 'violation' || faultKinds.has(kind)) return true;
  if (kind === 'console') {
    return /^(error|warn)$/.test(recording.text(recording.field('first', position)));
  }
  if (kind !== 'rpc.drop') return false;
  // What a cut-off server sends is lost as a matter of course, and heartbeats come again.
  if (recording.field('flags', position) >> 1 === linkDown) return false;
  return !recording.isHeartbeat(recording.field('id', position));
}
