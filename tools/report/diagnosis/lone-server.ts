import type { Election, Facts } from './facts.ts';
import { type Diagnosis, shownBy } from './hint.ts';
import { millis, seconds, server } from './wording.ts';

/** So many elections of one server in a row, and so close, that no election timeout is that short. */
const fewest = 8;
const shortMs = 100;

/** One server starts elections so fast that it drives the term up, for itself or for everybody. */
export const loneServerInflatesTerm: Diagnosis = (facts) => {
  const streaks = findStreaks(facts)
    .filter(({ elections }) => elections.length >= fewest)
    .sort((a, b) => b.elections.length - a.elections.length);
  const worst = streaks.find(({ isAlone }) => isAlone) ?? streaks[0];
  const [first, last] = [worst?.elections[0], worst?.elections.at(-1)];
  if (worst === undefined || first === undefined || last === undefined) return undefined;
  const everyMs = (last.atMs - first.atMs) / (worst.elections.length - 1);
  return {
    text:
      `${server(first.candidate)}${worst.isAlone ? ', cut off,' : ''} drives its term up: ` +
      `a new election every ${millis(everyMs)}`,
    evidence:
      `from term ${first.term} to term ${last.term} between ` +
      `${seconds(first.atMs)} and ${seconds(last.atMs)}; a candidate waits for a whole new ` +
      'election timeout before the next election, and the timeout is far longer than a round trip',
    section: '§5.2, §5.6',
    events: shownBy(first.requests[0]?.sent, last.requests[0]?.sent),
  };
};

interface Streak {
  readonly isAlone: boolean;
  readonly elections: Election[];
}

/** Elections of one server in quick succession, while it was cut off or while it was not. */
function findStreaks({ elections, servers, at }: Facts): readonly Streak[] {
  const streaks: Streak[] = [];
  for (let candidate = 0; candidate < servers; candidate++) {
    let streak: Streak | undefined;
    for (const election of elections) {
      if (election.candidate !== candidate) continue;
      const isAlone = !at(candidate, election.atMs).connected;
      const before = streak?.elections.at(-1);
      const isNext = before !== undefined && election.atMs - before.atMs < shortMs;
      if (streak === undefined || !isNext || streak.isAlone !== isAlone) {
        streaks.push((streak = { isAlone, elections: [] }));
      }
      streak.elections.push(election);
    }
  }
  return streaks;
}
