import { isGranted } from '../../../tester/messages/message.ts';
import type { Call } from '../trace/calls.ts';
import type { Election, Facts } from './facts.ts';
import { type Diagnosis, shownBy } from './hint.ts';
import { millis, seconds, server } from './wording.ts';

/** The paper's shortest election timeout. */
const shortestMs = 150;

/** A server's answer that puts its next election off (Figure 2, Rules for followers). */
interface Reset {
  readonly call: Call;
  readonly atMs: number;
}

/**
 * An election right after a vote or a heartbeat. Two mistakes look like this, and the trace does not
 * tell which it was: the answer left the timer as it was, or came while its election was under way.
 */
export const electionFollowsAnswer: Diagnosis = (facts) => {
  if (facts.failure.property !== 'hears-leader-no-campaign') return undefined;
  const election = facts.elections.findLast(({ candidate }) => {
    return facts.failure.servers.includes(candidate);
  });
  const reset = election === undefined ? undefined : lastReset(facts, election);
  if (election === undefined || reset === undefined) return undefined;
  const delayMs = election.atMs - reset.atMs;
  if (delayMs >= shortestMs) return undefined;
  const { from, args, answered } = reset.call;
  const isVote = args.kind === 'vote';
  const candidate = server(election.candidate);
  return {
    text:
      `${candidate} became a candidate just after it had ${isVote ? 'voted' : 'heard from the leader'}: ` +
      'that did not restart its timer, or the timer had fired and nobody looked again',
    evidence:
      `at ${seconds(reset.atMs)} ${candidate} ` +
      `${isVote ? `granted ${server(from)} its vote` : `accepted AppendEntries of ${server(from)}`} in ` +
      `term ${String(args.term)}${asCandidate(facts, election.candidate, reset)}, and ` +
      `${millis(delayMs)} later, at ${seconds(election.atMs)}, it asked for votes of term ` +
      `${election.term}; after ${countKept(facts, isVote)} other such answers in this ` +
      `run no election followed within ${millis(shortestMs)}`,
    section: '§5.2, Figure 2 (Rules for followers)',
    events: shownBy(answered, election.requests[0]?.sent),
  };
};

/** A candidate that hears from the leader of its own term has more to change than a timer. */
function asCandidate({ elections }: Facts, who: number, { call, atMs }: Reset): string {
  const was = elections.findLast((it) => it.candidate === who && it.atMs < atMs);
  const isItsTerm = call.args.kind === 'append' && was?.term === call.args.term;
  return isItsTerm ? ', of which it was a candidate itself' : '';
}

function lastReset(facts: Facts, { candidate, atMs }: Election): Reset | undefined {
  return resets(facts).findLast((it) => it.call.to === candidate && it.atMs < atMs);
}

function resets({ calls }: Facts): readonly Reset[] {
  return calls
    .flatMap((call): Reset[] => {
      const { args, reply, answered } = call;
      const isGrant = isGranted(reply);
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
