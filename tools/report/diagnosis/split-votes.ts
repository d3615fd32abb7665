import type { Election } from './facts.ts';
import { type Diagnosis, shownBy } from './hint.ts';
import { list, millis, seconds } from './wording.ts';

/** With properly random timeouts so many split elections in a row practically never happen. */
const fewest = 4;
/** Candidates further apart than this did not collide because of their timeouts. */
const closeMs = 50;

/** Since the last leader every term had several candidates, and so close together that none won. */
export const everyElectionSplits: Diagnosis = ({ elections, leaderships }) => {
  const lastLed = Math.max(0, ...leaderships.map(({ term }) => term));
  const terms = new Map<number, Election[]>();
  for (const election of elections) {
    const isHeard = election.requests.some((call) => call.delivered !== undefined);
    if (election.term <= lastLed || !isHeard) continue;
    terms.set(election.term, [...(terms.get(election.term) ?? []), election]);
  }
  const rounds = [...terms.values()];
  if (rounds.length < fewest || rounds.some((round) => round.length < 2)) return undefined;
  const spreadMs = Math.max(...rounds.map(spreadOf));
  if (spreadMs > closeMs) return undefined;
  const last = rounds.at(-1) ?? [];
  return {
    text: `Every election ended in a split vote: timeouts elapse within ${millis(spreadMs)} of each other`,
    evidence:
      `${rounds.length} terms in a row had two or more candidates and no winner; the last: ` +
      `${list(last.map(({ candidate }) => candidate))} at ${seconds(last[0]?.atMs ?? 0)}. ` +
      'Draw a new random timeout each time the timer is set, from a range much wider than a round trip',
    section: '§5.2',
    events: shownBy(...last.map(({ requests }) => requests[0]?.sent)),
  };
};

function spreadOf(round: readonly Election[]): number {
  const times = round.map(({ atMs }) => atMs);
  return Math.max(...times) - Math.min(...times);
}
