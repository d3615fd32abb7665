import { electionsWithoutMajority } from './majority.ts';
import { type Diagnosis, shownBy } from './hint.ts';
import { list, seconds, server } from './wording.ts';

/** A leader that is one only because it counted votes given in earlier terms. */
export const staleRepliesCount: Diagnosis = (facts) => {
  for (const { leader, voters, staleVoters, grants } of electionsWithoutMajority(facts)) {
    const all = new Set([leader.server, ...voters, ...staleVoters]);
    if (staleVoters.length === 0 || all.size < facts.majority) continue;
    const term = String(leader.term);
    return {
      text: 'Replies of an old term are acted upon: votes of an earlier election were counted',
      evidence:
        `${server(leader.server)} became leader of term ${term} at ${seconds(leader.fromMs)} with ` +
        `${voters.length + 1} of ${facts.servers} votes for that term, its own ` +
        `included; what came from ${list(staleVoters)} while it was a candidate answered requests ` +
        `of earlier terms. After an await, look whether term and role are still the same`,
      section: '§5.2, Figure 2',
      events: shownBy(leader.began, ...grants.map(({ returned }) => returned)),
    };
  }
  return undefined;
};
