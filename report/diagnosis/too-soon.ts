import type { Call } from '../trace/calls.ts';
import type { Election, Facts } from './facts.ts';
import { type Diagnosis, shownBy } from './hint.ts';
import { millis, plural, seconds, server } from './wording.ts';

/** The paper's shortest election timeout. */
const shortestMs = 150;
/** So many times the same kind of message has put an election off before. */
const fewest = 3;

/** A server's answer that puts its next election off (Figure 2, Rules for followers). */
interface Reset {
  readonly call: Call;
  readonly atMs: number;
}

/**
 * An election right after a vote or a heartbeat, by a server on which these do put elections off: it
 * was on its way already, and nobody asked again.
 */
export const electionWasOnItsWay: Diagnosis = (facts) => {
  if (facts.failure.property !== 'hears-leader-no-campaign') return undefined;
  const election = facts.elections.findLast(({ candidate }) => {
    return facts.failure.servers.includes(candidate);
  });
  const reset = election === undefined ? undefined : lastReset(facts, election);
  if (election === undefined || reset === undefined) return undefined;
  const delayMs = election.atMs - reset.atMs;
  if (delayMs >= shortestMs) return undefined;
  const isVote = reset.call.args.kind === 'vote';
  const kept = countKept(facts, isVote);
  if (kept < fewest) return undefined;
  const what = isVote
    ? `granted ${server(reset.call.from)} its vote`
    : `accepted AppendEntries of ${server(reset.call.from)}`;
  return {
    text:
      `${server(election.candidate)} became a candidate although it had just ` +
      `${isVote ? 'voted' : 'heard from the leader'}: its election was under way and is not called off`,
    evidence:
      `at ${seconds(reset.atMs)} ${server(election.candidate)} ${what} in term ` +
      `${String(reset.call.args.term)}, and ${millis(delayMs)} later, at ` +
      `${seconds(election.atMs)}, it asked for votes of term ${String(election.term)}. As a rule ` +
      `the timer is put off (${plural(kept, 'other such answer')} had no election within ` +
      `${millis(shortestMs)}), so it had fired before: what runs between its firing and the new ` +
      'term must look again whether it still applies',
    section: '§5.2',
    events: shownBy(reset.call.answered, election.requests[0]?.sent),
  };
};

function lastReset(facts: Facts, { candidate, atMs }: Election): Reset | undefined {
  return resets(facts).findLast((it) => it.call.to === candidate && it.atMs < atMs);
}

function resets({ calls }: Facts): readonly Reset[] {
  return calls
    .flatMap((call): Reset[] => {
      const { args, reply, answered } = call;
      const isGrant = args.kind === 'vote' && reply?.voteGranted === true;
      const isHeard = args.kind === 'append' && reply?.term === args.term;
      return answered !== undefined && (isGrant || isHeard) ? [{ call, atMs: answered.atMs }] : [];
    })
    .sort((a, b) => a.atMs - b.atMs);
}

/** Such answers, of any server, after which it stayed quiet as it should. */
function countKept(facts: Facts, isVote: boolean): number {
  return resets(facts).filter(({ call, atMs }) => {
    if ((call.args.kind === 'vote') !== isVote || atMs + shortestMs > facts.endMs) return false;
    return !facts.elections.some((election) => {
      const delayMs = election.atMs - atMs;
      return election.candidate === call.to && delayMs >= 0 && delayMs < shortestMs;
    });
  }).length;
}
