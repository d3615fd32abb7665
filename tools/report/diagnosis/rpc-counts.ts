import type { Call, CallOf, Moment } from '../trace/calls.ts';
import type { Facts } from './facts.ts';
import { type Diagnosis, type Hint, shownBy } from './hint.ts';
import { millis, plural, seconds, server } from './wording.ts';

/**
 * About ten heartbeats a second are expected, and a message that got no answer may be tried again as
 * often. More than twice that is too many.
 */
const window = { ms: 400, most: 10 };
/** Entries that a follower has confirmed are of no use to it any more. */
const mostResent = 5;

/** RPCs far above what the protocol needs, and of which kind they are. */
export const rpcsAreTooMany: Diagnosis = (facts) => {
  return (
    tooManyHeartbeats(facts) ??
    sameMessageAgain(facts) ??
    confirmedEntriesAgain(facts) ??
    overTheLimit(facts)
  );
};

function tooManyHeartbeats(facts: Facts): Hint | undefined {
  const heartbeats = facts.appends.filter((call) => {
    return call.args.entries.length === 0 && !isNextStep(facts, call);
  });
  const busiest = busiestTime(heartbeats, (call) => [call.args.term]);
  if (busiest === undefined) return undefined;
  const { call, last, count, everyMs } = busiest;
  return {
    text: `Far too many RPCs: heartbeats, about one every ${millis(everyMs)}`,
    evidence:
      `leader ${server(call.from)} sent ${server(call.to)} ${count} AppendEntries without ` +
      `entries within ${millis(window.ms)} from ${seconds(call.sent.atMs)} on; four would do. ` +
      tally(facts),
    section: '§5.2',
    events: shownBy(call.sent, last.sent),
  };
}

/** Whether a message was sent on the refusal of another, to find out where the logs part. */
function isNextStep({ refusals }: Facts, { from, to, sent }: Call): boolean {
  return refusals.has([from, to, sent.atMs].join('/'));
}

function sameMessageAgain(facts: Facts): Hint | undefined {
  const messages = facts.calls.filter(({ args }) => {
    return args.kind === 'vote' || (args.kind === 'append' && args.entries.length > 0);
  });
  const busiest = busiestTime(messages, ({ args }) => {
    if (args.kind !== 'append') return [args.kind, args.term];
    return [args.kind, args.term, args.prevLogIndex, args.entries.length];
  });
  if (busiest === undefined) return undefined;
  const { call, last, count } = busiest;
  const isVote = call.args.kind === 'vote';
  const what = isVote ? 'RequestVote' : 'AppendEntries with the same entries';
  return {
    text: `Far too many RPCs: the same ${isVote ? 'RequestVote' : 'entries'} again and again`,
    evidence:
      `${server(call.from)} sent ${server(call.to)} ${what} ${count} times within ` +
      `${millis(window.ms)} from ${seconds(call.sent.atMs)} on: leave time for an answer. ` +
      tally(facts),
    section: '§5.3',
    events: shownBy(call.sent, last.sent),
  };
}

function confirmedEntriesAgain(facts: Facts): Hint | undefined {
  const confirmed = new Map<string, { index: number; moment: Moment }>();
  const resent: CallOf<'append'>[] = [];
  const byReturn = facts.appends
    .filter(({ returned, reply }) => returned !== undefined && reply?.success === true)
    .sort((a, b) => (a.returned?.position ?? 0) - (b.returned?.position ?? 0));
  let next = 0;
  for (const call of facts.appends) {
    for (let done = byReturn[next]; done?.returned !== undefined; done = byReturn[++next]) {
      if (done.returned.position > call.sent.position) break;
      const index = (done.args.prevLogIndex ?? 0) + done.args.entries.length;
      if (index <= (confirmed.get(pair(done))?.index ?? 0)) continue;
      confirmed.set(pair(done), { index, moment: done.returned });
    }
    const { prevLogIndex, entries } = call.args;
    if (prevLogIndex === undefined || entries.length === 0) continue;
    if (prevLogIndex < (confirmed.get(pair(call))?.index ?? 0)) resent.push(call);
  }
  const last = resent.at(-1);
  if (last === undefined || resent.length < mostResent) return undefined;
  const first = (last.args.prevLogIndex ?? 0) + 1;
  const before = confirmed.get(pair(last));
  return {
    text: 'Entries are sent again although the follower has confirmed them: does nextIndex advance?',
    evidence:
      `${resent.length} AppendEntries of this run began with confirmed entries; the last: ` +
      `${server(last.from)} sent ${server(last.to)} entries from index ${first} on at ` +
      `${seconds(last.sent.atMs)}, after it had confirmed up to ` +
      `${String(before?.index)}. ${tally(facts)}`,
    section: '§5.3',
    events: shownBy(before?.moment, last.sent),
  };
}

/** The test itself says that there are too many; which they were helps to find out why. */
function overTheLimit(facts: Facts): Hint | undefined {
  if (facts.failure.property !== 'rpc-count' || facts.calls.length === 0) return undefined;
  const fromMs = Math.max(0, facts.failure.atMs - 1000);
  const last = facts.calls.filter(({ sent }) => sent.atMs >= fromMs);
  const [most] = countKinds(last);
  if (most === undefined) return undefined;
  return {
    text: `Too many RPCs: most of them are ${most.kind}`,
    evidence: `${most.count} of ${last.length} in the last second. ${tally(facts)}`,
    section: '§5.3',
  };
}

/** Where one server sends another the most calls of a key at a time, if those are too many. */
function busiestTime<C extends Call>(
  calls: readonly C[],
  keyOf: (call: C) => readonly unknown[],
): { call: C; last: C; count: number; everyMs: number } | undefined {
  const groups = new Map<string, C[]>();
  let busiest: { call: C; last: C; count: number; everyMs: number } | undefined;
  for (const call of calls) {
    const key = [call.from, call.to, ...keyOf(call)].join('/');
    const group = groups.get(key) ?? [];
    groups.set(key, group);
    group.push(call);
    while (call.sent.atMs - (group[0]?.sent.atMs ?? 0) > window.ms) group.shift();
    const [first] = group;
    if (first !== undefined && group.length > Math.max(window.most, busiest?.count ?? 0)) {
      const everyMs = (call.sent.atMs - first.sent.atMs) / (group.length - 1);
      busiest = { call: first, last: call, count: group.length, everyMs };
    }
  }
  return busiest;
}

function pair({ from, to, args }: CallOf<'append'>): string {
  return [from, to, args.term].join('/');
}

/** `In all 450 RPCs: 412 heartbeats, 26 RequestVote …`. */
function tally({ calls }: Facts): string {
  const kinds = countKinds(calls).map(({ kind, count }) => `${count} ${kind}`);
  return `In all ${plural(calls.length, 'RPC')}: ${kinds.join(', ')}`;
}

function countKinds(calls: readonly Call[]): { kind: string; count: number }[] {
  const counts = new Map<string, number>();
  for (const call of calls) counts.set(kindOf(call), (counts.get(kindOf(call)) ?? 0) + 1);
  return [...counts].map(([kind, count]) => ({ kind, count })).sort((a, b) => b.count - a.count);
}

function kindOf({ args, method }: Call): string {
  switch (args.kind) {
    case 'vote':
      return 'RequestVote';
    case 'append':
      return args.entries.length === 0 ? 'heartbeats' : 'AppendEntries with entries';
    case 'install':
      return 'InstallSnapshot';
    case 'other':
      return method;
  }
}
