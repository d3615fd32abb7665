import type { Moment } from '../trace/calls.ts';
import type { Facts, Leadership } from './facts.ts';
import { type Diagnosis, type Hint, shownBy } from './hint.ts';
import { plural, seconds, server } from './wording.ts';

/** A leader commits in the very event in which it learns; this is more than enough. */
const graceMs = 300;

/** A leader that knows an entry of its own term on a majority, and does not commit it. */
export const majorityIsNotCommitted: Diagnosis = (facts) => {
  for (const leader of facts.leaderships.toReversed()) {
    const hint = explain(facts, leader);
    if (hint !== undefined) return hint;
  }
  return undefined;
};

function explain(facts: Facts, leader: Leadership): Hint | undefined {
  const { untilMs } = leader;
  const own = facts.appends.filter(({ from, args }) => {
    return from === leader.server && args.term === leader.term;
  });
  const match = new Map<number, number>();
  const told = new Map<number, Moment>();
  for (const { args, reply, returned, to } of own) {
    if (reply?.success !== true || args.prevLogIndex === undefined) continue;
    if (returned === undefined || returned.atMs > untilMs - graceMs) continue;
    const index = args.prevLogIndex + args.entries.length;
    if (index <= (match.get(to) ?? -1)) continue;
    match.set(to, index);
    told.set(to, returned);
  }
  const stored = [...match.values()].sort((a, b) => b - a);
  const onMajority = stored[facts.majority - 2];
  if (onMajority === undefined) return undefined;
  const index = lastOwnEntry(facts, leader, onMajority);
  if (index === undefined) return undefined;
  // The leader's later messages must tell of the commit.
  const later = own.filter(({ sent }) => sent.atMs > untilMs - graceMs);
  const commits = later.map(({ args }) => args.leaderCommit);
  if (commits.length === 0 || commits.some((it) => it === undefined || it >= index)) {
    return undefined;
  }
  if (hasApplied(facts, leader, index)) return undefined;
  const holders = stored.filter((it) => it >= index).length + 1;
  const confirmations = [...told].filter(([to]) => (match.get(to) ?? 0) >= index);
  return {
    text: 'An entry is replicated on a majority but never committed',
    evidence:
      `leader ${server(leader.server)} of term ${leader.term} was told by ` +
      `${plural(holders - 1, 'follower')} that index ${index} is stored, so with itself ` +
      `${holders} of ${facts.servers} hold it; yet at ${seconds(untilMs)} its ` +
      `leaderCommit is still ${Math.max(...commits.map(Number))}`,
    section: '§5.3, §5.4.2',
    events: shownBy(...confirmations.map(([, moment]) => moment), later.at(-1)?.sent),
  };
}

/** Entries of earlier terms must not be committed by counting, so only those of its own count. */
function lastOwnEntry(facts: Facts, leader: Leadership, upTo: number): number | undefined {
  let last: number | undefined;
  for (const event of facts.events) {
    if (event.kind !== 'start' || event.server !== leader.server || !event.isLeader) continue;
    if (event.term === leader.term && event.index <= upTo) last = event.index;
  }
  return last;
}

function hasApplied({ events }: Facts, leader: Leadership, index: number): boolean {
  return events.some((event) => {
    const isApply = event.kind === 'apply' || event.kind === 'apply.snapshot';
    return isApply && event.server === leader.server && event.index >= index;
  });
}
