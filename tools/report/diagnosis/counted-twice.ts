import { type Diagnosis, shownBy } from './hint.ts';
import { electionsWithoutMajority } from './majority.ts';
import { list, seconds, server } from './wording.ts';

/** A leader that is one only because it counted a voter's answers, not the voters. */
export const voterCountsTwice: Diagnosis = (facts) => {
  for (const { leader, voters, grants } of electionsWithoutMajority(facts)) {
    const ofItsTerm = grants.filter(({ args }) => args.term === leader.term);
    if (ofItsTerm.length + 1 < facts.majority) continue;
    const answersOf = (voter: number): typeof grants => ofItsTerm.filter(({ to }) => to === voter);
    const voter = voters.find((it) => answersOf(it).length > 1);
    if (voter === undefined) continue;
    const times = answersOf(voter)
      .map(({ returned }) => returned?.atMs ?? 0)
      .sort((a, b) => a - b)
      .map(seconds);
    return {
      text: 'One voter was counted twice: what makes a majority is different servers, not answers',
      evidence:
        `${server(leader.server)} became leader of term ${leader.term} at ` +
        `${seconds(leader.fromMs)} with the votes of itself and ${list(voters)}, ` +
        `${voters.length + 1} of ${facts.servers}; ${server(voter)} had granted its ` +
        `RequestVote of that term at ${times.join(' and at ')}`,
      section: '§5.2',
      events: shownBy(leader.began, ...answersOf(voter).map(({ returned }) => returned)),
    };
  }
  return undefined;
};
