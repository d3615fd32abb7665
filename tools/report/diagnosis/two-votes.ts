import type { CallOf } from '../trace/calls.ts';
import type { Facts } from './facts.ts';
import { type Diagnosis, type Hint, shownBy } from './hint.ts';
import { seconds, server } from './wording.ts';

/** A vote as a server gave it: to another, or to itself by asking for votes. */
interface Given {
  readonly voter: number;
  readonly candidate: number;
  readonly term: number;
  readonly position: number;
  readonly atMs: number;
}

/** A server that votes for two candidates of one term, and what made it forget the first. */
export const voteIsGivenTwice: Diagnosis = (facts) => {
  const first = new Map<string, Given>();
  for (const given of votesGiven(facts)) {
    const key = `${given.voter}/${given.term}`;
    const before = first.get(key);
    if (before === undefined) first.set(key, given);
    else if (before.candidate !== given.candidate) return explain(facts, before, given);
  }
  return undefined;
};

function votesGiven({ votes }: Facts): readonly Given[] {
  const given = votes.flatMap(({ from, to, args, sent, answered, reply }): Given[] => {
    const { term } = args;
    if (term === undefined) return [];
    const own = { voter: from, candidate: from, term, ...sent };
    const isGranted = reply?.voteGranted === true && answered !== undefined;
    return isGranted ? [own, { voter: to, candidate: from, term, ...answered }] : [own];
  });
  return given.sort((a, b) => a.position - b.position);
}

function explain(facts: Facts, first: Given, second: Given): Hint | undefined {
  const { voter, term } = first;
  const told =
    `${server(voter)} voted for ${nameOf(first)} in term ${term} at ` +
    `${seconds(first.atMs)} and for ${nameOf(second)} at ${seconds(second.atMs)}`;
  const section = '§5.2, Figure 2 (votedFor)';
  const events = shownBy(first, second);
  const hasCrashed = facts.events
    .slice(first.position, second.position)
    .some((event) => event.kind === 'crash' && event.server === voter);
  if (hasCrashed) {
    const text = 'A vote is forgotten in a crash: votedFor is saved before the vote is given';
    return { text, evidence: `${told}, after a crash in between`, section, events };
  }
  const heard = heardBetween(facts, first, second);
  if (heard !== undefined) {
    return {
      text: 'votedFor is cleared within a term: only a higher term may clear it',
      evidence:
        `${told}; in between, at ${seconds(heard.answered?.atMs ?? 0)}, it answered the leader of ` +
        `that same term, ${server(heard.from)}`,
      section,
      events: shownBy(first, heard.answered, second),
    };
  }
  if (first.candidate !== 0 || !refusesOthers(facts, voter)) return undefined;
  return {
    text: 'A vote for server 0 counts as none: !votedFor is true for 0 as well as for null',
    evidence: `${told}; to second candidates after a vote for another server it said no`,
    section,
    events,
  };
}

function nameOf({ voter, candidate }: Given): string {
  return voter === candidate ? 'itself' : server(candidate);
}

function heardBetween(facts: Facts, first: Given, second: Given): CallOf<'append'> | undefined {
  return facts.appends.find(({ to, args, answered }) => {
    if (to !== first.voter || args.term !== first.term || answered === undefined) return false;
    return answered.position > first.position && answered.position < second.position;
  });
}

/** Whether a server has kept to a vote that it had given to another than server 0. */
function refusesOthers({ votes }: Facts, voter: number): boolean {
  return votes.some((refused) => {
    if (refused.to !== voter || refused.reply?.voteGranted !== false) return false;
    return votes.some((given) => {
      if (given.args.term !== refused.args.term || given.from === 0) return false;
      return given.from === voter || (given.to === voter && given.reply?.voteGranted === true);
    });
  });
}
