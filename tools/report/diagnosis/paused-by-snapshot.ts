import { isAccepted } from '../../../tester/messages/message.ts';
import type { CallOf } from '../trace/calls.ts';
import { isCallOf } from '../trace/calls.ts';
import type { Facts } from './facts.ts';
import { type Diagnosis, type Hint, shownBy } from './hint.ts';
import { plural, seconds, server } from './wording.ts';

/** Ten heartbeats are time enough to try again. */
const patienceMs = 1000;

/** An InstallSnapshot got lost, and the leader has sent that follower nothing it lacks since. */
export const snapshotIsNotRetried: Diagnosis = (facts) => {
  for (const call of facts.calls.toReversed()) {
    if (!isCallOf(call, 'install') || call.returned !== undefined) continue;
    const hint = explain(facts, call);
    if (hint !== undefined) return hint;
  }
  return undefined;
};

function explain(facts: Facts, call: CallOf<'install'>): Hint | undefined {
  const { from, to, args, sent, lost } = call;
  const reign = facts.leaderships.find(({ server: who, term }) => {
    return who === from && term === args.term;
  });
  if (lost === undefined || reign === undefined) return undefined;
  const { untilMs } = reign;
  // While either was away, nothing could be known; what counts is the time at the end.
  if (!facts.isPresent(from, untilMs - patienceMs, untilMs)) return undefined;
  if (!facts.isPresent(to, untilMs - patienceMs, untilMs)) return undefined;
  if (untilMs - lost.at.atMs < patienceMs) return undefined;
  const later = facts.calls.filter((other) => {
    return other.from === from && other.to === to && other.sent.position > sent.position;
  });
  const isIdle = ({ args: it }: (typeof later)[number]): boolean => {
    return it.kind === 'append' && it.entries.length === 0;
  };
  const recent = later.filter((other) => other.sent.atMs > untilMs - patienceMs);
  if (!later.every(isIdle)) return undefined;
  const isConfirmed = later.some((other) => {
    if (other.args.kind !== 'append' || !isAccepted(other.reply)) return false;
    return (other.args.prevLogIndex ?? 0) >= (args.lastIncludedIndex ?? Infinity);
  });
  if (isConfirmed) return undefined;
  return {
    text: `An InstallSnapshot got lost and is never sent again: ${server(from)} waits for its answer`,
    evidence:
      `the ${lost.leg} of ${server(from)}'s InstallSnapshot up to ` +
      `${String(args.lastIncludedIndex)}@${String(args.lastIncludedTerm)} to ${server(to)}, sent at ` +
      `${seconds(sent.atMs)}, was lost (${lost.reason}); from then to ${seconds(untilMs)} ` +
      `${server(from)} sent ${server(to)} ${plural(later.length, 'AppendEntries')} without entries ` +
      `and no snapshot, though ${server(to)} was reachable in the last second ` +
      `(${plural(recent.length, 'message')})`,
    section: '§5.3, §7',
    events: shownBy(sent, lost.at, later.at(-1)?.sent),
  };
}
