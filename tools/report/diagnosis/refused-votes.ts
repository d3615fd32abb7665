import type { CallOf } from '../trace/calls.ts';
import type { Facts } from './facts.ts';
import { type Diagnosis, type Hint, shownBy } from './hint.ts';
import { isUpToDate, knownLastEntry, type LastEntry } from './own-log.ts';
import { entry, plural, seconds, server } from './wording.ts';

type Vote = CallOf<'vote'>;

/** A refusal that no rule asks for: the vote of that term was free, and the log good enough. */
interface Refusal {
  readonly call: Vote;
  readonly candidate: LastEntry;
  readonly own: LastEntry;
}

/** A server that refuses a candidate to whom it owes its vote. */
export const freeVoteIsRefused: Diagnosis = (facts) => {
  const refusals = facts.votes.flatMap((call) => {
    const refusal = wrongRefusal(facts, call);
    return refusal === undefined ? [] : [refusal];
  });
  const [first] = refusals;
  if (first === undefined) return undefined;
  // Once a vote for an equal log was given, it is not the comparison of logs that refuses another.
  const isEqualEnough = facts.votes.some((call) => wasGrantedToEqual(facts, call));
  for (const refusal of isEqualEnough ? refusals.filter(isOfEqualLogs) : []) {
    const earlier = lastVoteBefore(facts, refusal.call);
    if (earlier !== undefined) return keptVote(refusal, earlier, refusals.length);
  }
  return refusedLog(first, refusals.length);
};

function isOfEqualLogs({ candidate, own }: Refusal): boolean {
  return candidate.index === own.index && candidate.term === own.term;
}

function wrongRefusal(facts: Facts, call: Vote): Refusal | undefined {
  const { args, reply, delivered, to } = call;
  const { term, lastLogIndex, lastLogTerm } = args;
  if (reply?.voteGranted !== false || term === undefined || reply.term !== term) return undefined;
  if (delivered === undefined || lastLogIndex === undefined || lastLogTerm === undefined) {
    return undefined;
  }
  const isTaken = facts.votes.some((other) => {
    if (other.args.term !== term) return false;
    return other.from === to || (other.to === to && other.reply?.voteGranted === true);
  });
  if (isTaken) return undefined;
  const candidate = { index: lastLogIndex, term: lastLogTerm };
  const own = knownLastEntry(facts, to, delivered.position);
  if (own === undefined || !isUpToDate(candidate, own)) return undefined;
  return { call, candidate, own };
}

/** What the voter did with its vote the last time before: gave it, or kept it as a candidate. */
function lastVoteBefore(facts: Facts, { to, args, delivered }: Vote): Vote | undefined {
  const position = delivered?.position ?? 0;
  return facts.votes.findLast((call) => {
    if ((call.args.term ?? 0) >= (args.term ?? 0)) return false;
    if (call.from === to) return call.sent.position < position;
    const isGranted = call.to === to && call.reply?.voteGranted === true;
    return isGranted && (call.answered?.position ?? Infinity) < position;
  });
}

function wasGrantedToEqual(facts: Facts, { args, reply, to, delivered }: Vote): boolean {
  if (reply?.voteGranted !== true || delivered === undefined) return false;
  const own = knownLastEntry(facts, to, delivered.position);
  return own?.index === args.lastLogIndex && own?.term === args.lastLogTerm;
}

function keptVote({ call, candidate, own }: Refusal, earlier: Vote, times: number): Hint {
  const voter = server(call.to);
  const votedFor = earlier.from === call.to ? 'itself' : server(earlier.from);
  const term = String(call.args.term);
  return {
    text: `${voter} keeps its vote of an earlier term: votedFor is cleared when the term rises`,
    evidence:
      `${voter} voted for ${votedFor} in term ${String(earlier.args.term)} at ` +
      `${seconds(earlier.sent.atMs)}; in term ${term} it has voted for nobody, and yet at ` +
      `${seconds(call.delivered?.atMs ?? 0)} it refused ${server(call.from)}, whose log ends with ` +
      `${entry(candidate)} and its own with ${entry(own)} (${plural(times, 'such refusal')} in ` +
      'this run)',
    section: '§5.2, Figure 2 (votedFor)',
    events: shownBy(earlier.sent, call.answered),
  };
}

function refusedLog(refusal: Refusal, times: number): Hint {
  const { call, candidate, own } = refusal;
  return {
    text: isOfEqualLogs(refusal)
      ? 'A vote is refused to a log as good as the own: "at least as up-to-date" includes equal'
      : 'A vote is refused to a candidate whose log is more up-to-date than the own',
    evidence:
      `${server(call.to)} had voted for nobody in term ${String(call.args.term)} when it refused ` +
      `${server(call.from)} at ${seconds(call.delivered?.atMs ?? 0)}; the candidate's log ends with ` +
      `${entry(candidate)}, its own with ${entry(own)} (${plural(times, 'such refusal')} in this run)`,
    section: '§5.4.1, Figure 2 (RequestVote 2)',
    events: shownBy(call.sent, call.answered),
  };
}
