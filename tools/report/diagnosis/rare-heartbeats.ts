import type { Facts } from './facts.ts';
import { type Diagnosis, type Hint, shownBy } from './hint.ts';
import { findDepositions, type Deposition } from './silence.ts';
import { millis, plural, seconds, server } from './wording.ts';

/** Ten heartbeats a second are expected; a leader silent for clearly longer sends too few. */
const silenceMs = 130;

/** A leader that could have kept its followers quiet did not: no heartbeats, or too few. */
export const heartbeatsAreRare: Diagnosis = (facts) => {
  const cases = findDepositions(facts).filter(({ election, leader, lastHeard }) => {
    return election.atMs - (lastHeard?.atMs ?? leader.fromMs) >= silenceMs;
  });
  const mute = cases.find(({ leader }) => sendsNothing(facts, leader));
  if (mute !== undefined) return explainMute(mute);
  const worst = cases.find(({ lastHeard }) => lastHeard !== undefined);
  return worst === undefined ? undefined : explainRare(facts, worst, cases.length);
};

function sendsNothing({ appends }: Facts, leader: Deposition['leader']): boolean {
  return !appends.some((call) => call.from === leader.server && call.args.term === leader.term);
}

function explainMute({ election, leader }: Deposition): Hint {
  return {
    text: 'The leader sends no heartbeats',
    evidence:
      `${server(leader.server)} became leader of term ${leader.term} at ` +
      `${seconds(leader.fromMs)} and sent no AppendEntries in that term; ` +
      `${server(election.candidate)} started an election at ${seconds(election.atMs)}`,
    section: '§5.2',
    events: shownBy(leader.began, election.requests[0]?.sent),
  };
}

function explainRare(facts: Facts, worst: Deposition, times: number): Hint {
  const { election, leader, lastHeard } = worst;
  const lastHeardMs = lastHeard?.atMs ?? 0;
  const others = facts.calls.filter((call) => {
    return call.from === leader.server && call.to !== election.candidate;
  });
  const meanwhile = others.filter(({ sent }) => {
    return sent.atMs > lastHeardMs && sent.atMs < election.atMs;
  });
  // Only a leader that sent nothing to anybody may have been waiting for somebody.
  const stuck = others.find(({ sent, returned }) => {
    const isUnanswered = (returned?.atMs ?? Infinity) > election.atMs;
    return meanwhile.length === 0 && sent.atMs <= lastHeardMs && isUnanswered;
  });
  const waits =
    stuck === undefined
      ? ''
      : `; all that time its call to ${server(stuck.to)} was unanswered: does a round wait for it?`;
  const besides =
    meanwhile.length === 0 ? '' : `, though it sent ${plural(meanwhile.length, 'RPC')} to others`;
  return {
    text:
      meanwhile.length === 0
        ? "The leader sends AppendEntries too rarely for its followers' election timeouts"
        : 'The leader sends a follower nothing for longer than its election timeout',
    evidence:
      `leader ${server(leader.server)} sent ${server(election.candidate)} nothing for ` +
      `${millis(election.atMs - lastHeardMs)}, until that started an election at ` +
      `${seconds(election.atMs)}${times > 1 ? ` (${times} times in this run)` : ''}` +
      `${besides}${waits}`,
    section: '§5.2, §5.6',
    events: shownBy(stuck?.sent, lastHeard, election.requests[0]?.sent),
  };
}
