import type { Election } from './facts.ts';
import type { Diagnosis } from './hint.ts';
import { millis, seconds, server } from './wording.ts';

/** So many elections of one server in a row, and so close, that no election timeout is that short. */
const fewest = 8;
const shortMs = 100;

/** One server starts elections so fast that it drives the term up, for itself or for everybody. */
export const loneServerInflatesTerm: Diagnosis = ({ elections, servers, at }) => {
  for (let candidate = 0; candidate < servers; candidate++) {
    const own = elections.filter((election) => election.candidate === candidate);
    const streak = longestStreak(own);
    const [first, last] = [streak[0], streak.at(-1)];
    if (first === undefined || last === undefined || streak.length < fewest) continue;
    const everyMs = (last.atMs - first.atMs) / (streak.length - 1);
    const isAlone = !at(candidate, first.atMs).connected;
    return {
      text:
        `${server(candidate)}${isAlone ? ', cut off,' : ''} drives its term up: a new election ` +
        `every ${millis(everyMs)}`,
      evidence:
        `from term ${String(first.term)} to term ${String(last.term)} between ` +
        `${seconds(first.atMs)} and ${seconds(last.atMs)}; a candidate waits for a whole new ` +
        'election timeout before the next election, and the timeout is far longer than a round trip',
      section: '§5.2, §5.6',
    };
  }
  return undefined;
};

function longestStreak(elections: readonly Election[]): readonly Election[] {
  let longest: Election[] = [];
  let streak: Election[] = [];
  for (const election of elections) {
    const before = streak.at(-1);
    const isNext = before !== undefined && election.atMs - before.atMs < shortMs;
    streak = isNext ? [...streak, election] : [election];
    if (streak.length > longest.length) longest = streak;
  }
  return longest;
}
