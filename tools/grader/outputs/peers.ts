import { printable } from '../../report/text.ts';
import { referenceName } from '../confine/protocol.ts';
import type { Grade } from '../run/grades.ts';
import type { RunRecord } from '../run/record.ts';

/** Among whom the runs of a submission were made that a policy wanted among the reference. */
export interface PeersSummary {
  readonly parts: readonly string[];
  /** How many runs were to be made among the reference. */
  readonly runs: number;
  /** How many of them count as they came out there. */
  readonly among: number;
  /** In how many of those the submission's server was leader at some time. */
  readonly led: number;
  /** Why others were made with the submission on all servers, the most frequent reason first. */
  readonly fallbacks: readonly Fallback[];
}

export interface Fallback {
  readonly why: string;
  readonly runs: number;
}

/** A submission that gives new names to its fields in each run has no right to a page of them. */
const mostFallbacks = 5;

/** Undefined where no run was to be made among others. A run that was ended by force is not counted. */
export function peersOf({ tests }: Pick<Grade, 'tests'>): PeersSummary | undefined {
  const parts = new Set<string>();
  const reasons = new Map<string, number>();
  let [runs, among, led] = [0, 0, 0];
  for (const { test, records } of tests) {
    for (const { peersUsed } of records) {
      if (peersUsed === undefined) continue;
      parts.add(test.part);
      runs++;
      if (peersUsed.kind === 'own') {
        reasons.set(peersUsed.why, (reasons.get(peersUsed.why) ?? 0) + 1);
        continue;
      }
      among++;
      if (peersUsed.led) led++;
    }
  }
  if (runs === 0) return undefined;
  const fallbacks = [...reasons]
    .map(([why, count]): Fallback => ({ why: printable(why), runs: count }))
    .sort((a, b) => b.runs - a.runs || (a.why < b.why ? -1 : 1));
  return { parts: [...parts], runs, among, led, fallbacks };
}

/** The same in sentences, a line each. */
export function peersLines(kept: PeersSummary | undefined): string[] {
  if (kept === undefined) return [];
  const { parts, runs, among, led, fallbacks } = kept;
  const shown = fallbacks.slice(0, mostFallbacks);
  const rest = fallbacks.slice(mostFallbacks).reduce((sum, each) => sum + each.runs, 0);
  return [
    `${parts.join(', ')}: ${among} of ${countOf(runs)} count with the submission on one ` +
      'server and the reference on the others' +
      (among === 0 ? '' : `; it led in ${led} of them`),
    ...shown.map(({ why, runs: count }) => `on all servers in ${countOf(count)}: ${why}`),
    ...(rest === 0 ? [] : [`on all servers in ${countOf(rest)} for other reasons`]),
  ];
}

/** Where the submission was in one run; undefined when it was everywhere, as it usually is. */
export function placeIn({ peersUsed }: RunRecord): string | undefined {
  if (peersUsed?.kind !== 'reference') return undefined;
  return `on server ${peersUsed.home} with the reference on the others`;
}

/** What a replay needs for the same peers; the student's copy has to have it. */
export function peersFlag({ peersUsed }: RunRecord): string {
  return peersUsed?.kind === 'reference' ? ` --peers ${referenceName}` : '';
}

function countOf(runs: number): string {
  return runs === 1 ? '1 run' : `${runs} runs`;
}
