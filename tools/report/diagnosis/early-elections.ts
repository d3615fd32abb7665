import { type Diagnosis, shownBy } from './hint.ts';
import { findDepositions } from './silence.ts';
import { millis, seconds, server } from './wording.ts';

/** The paper's shortest timeout is 150 ms, and heartbeats come about every 100 ms. */
const earlyMs = 100;
const fewest = 3;

/** Followers that start elections right after they accepted a leader's AppendEntries. */
export const electionsComeEarly: Diagnosis = (facts) => {
  const cases = findDepositions(facts).flatMap(({ election, leader, lastHeard }) => {
    if (lastHeard === undefined) return [];
    const delayMs = election.atMs - lastHeard.atMs;
    return delayMs < earlyMs ? [{ election, leader, lastHeard, delayMs }] : [];
  });
  const [first] = cases;
  if (first === undefined || cases.length < fewest) return undefined;
  return {
    text:
      'Elections begin soon after an accepted AppendEntries: does it restart the election timer, ' +
      'and is the timeout long enough?',
    evidence:
      `${server(first.election.candidate)} started an election at ${seconds(first.election.atMs)}, ` +
      `${millis(first.delayMs)} after it had accepted an AppendEntries of leader ` +
      `${server(first.leader.server)}; so it went ${cases.length} times in this run`,
    section: '§5.2',
    events: shownBy(first.lastHeard, first.election.requests[0]?.sent),
  };
};
