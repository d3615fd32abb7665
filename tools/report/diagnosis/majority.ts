import type { CallOf } from '../trace/calls.ts';
import type { Facts, Leadership } from './facts.ts';
import { type Diagnosis, shownBy } from './hint.ts';
import { seconds, server } from './wording.ts';

/** A leader that had too few votes when it began to lead. */
export interface Usurpation {
  readonly leader: Leadership;
  /** Who had granted a vote for its term, besides itself. */
  readonly voters: readonly number[];
  /** Whose grants for an earlier term arrived while it was a candidate for this one. */
  readonly staleVoters: readonly number[];
  /** The grants that it counted, of its own term and of earlier ones. */
  readonly grants: readonly CallOf<'vote'>[];
}

export function electionsWithoutMajority(facts: Facts): readonly Usurpation[] {
  const { votes, leaderships, majority } = facts;
  // Without the field of Figure 2 nobody can tell from here who voted for whom.
  if (votes.some((call) => call.reply !== undefined && call.reply.voteGranted === undefined)) {
    return [];
  }
  return leaderships.flatMap((leader) => {
    const granted = votes.filter((call) => {
      const isInTime = call.returned !== undefined && call.returned.atMs <= leader.fromMs;
      return isInTime && call.from === leader.server && call.reply?.voteGranted === true;
    });
    const ofItsTerm = granted.filter(({ args }) => args.term === leader.term);
    const voters = new Set(ofItsTerm.map(({ to }) => to));
    if (voters.size + 1 >= majority) return [];
    const campaignMs = votes.find(
      ({ from, args }) => from === leader.server && args.term === leader.term,
    )?.sent.atMs;
    const stale = granted.filter(({ args, to, returned }) => {
      const isEarlier = args.term !== undefined && args.term < leader.term;
      return isEarlier && !voters.has(to) && (returned?.atMs ?? 0) >= (campaignMs ?? Infinity);
    });
    const staleVoters = [...new Set(stale.map(({ to }) => to))];
    return [{ leader, voters: [...voters], staleVoters, grants: [...stale, ...ofItsTerm] }];
  });
}

/** A leader without a majority, for whatever reason. */
export const leaderLacksMajority: Diagnosis = (facts) => {
  const [first] = electionsWithoutMajority(facts);
  if (first === undefined) return undefined;
  const { leader, voters, grants } = first;
  return {
    text: 'A server became leader without the votes of a majority',
    evidence:
      `${server(leader.server)} became leader of term ${leader.term} at ` +
      `${seconds(leader.fromMs)} with ${voters.length + 1} of ${facts.servers} ` +
      `votes, its own included; it takes ${facts.majority}, however many servers are ` +
      'reachable',
    section: '§5.2',
    events: shownBy(leader.began, ...grants.map(({ returned }) => returned)),
  };
};
