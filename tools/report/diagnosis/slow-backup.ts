import type { CallOf } from '../trace/calls.ts';
import type { Facts } from './facts.ts';
import { followerTerms } from './follower-log.ts';
import { type Diagnosis, shownBy } from './hint.ts';
import { seconds, server } from './wording.ts';

/** So many steps of one entry, where one or two round trips would have done. */
const fewest = 6;

/** A leader that looks for the place where the logs agree one entry at a time. */
export const backsUpOneByOne: Diagnosis = (facts) => {
  const pairs = new Map<string, CallOf<'append'>[]>();
  for (const call of facts.appends) {
    const key = [call.from, call.to, call.args.term].join('/');
    const calls = pairs.get(key);
    if (calls === undefined) pairs.set(key, [call]);
    else calls.push(call);
  }
  const chains = [...pairs.values()].flatMap(findChains);
  const slow = chains
    .filter((chain) => chain.length >= fewest && couldSkip(facts, chain))
    .sort((a, b) => b.length - a.length);
  const [worst] = slow;
  const [first, last] = [worst?.[0], worst?.at(-1)];
  if (worst === undefined || first === undefined || last === undefined) return undefined;
  const untilMs = last.returned?.atMs ?? last.sent.atMs;
  return {
    text: 'The leader backs up one entry per RPC; a hint in the refusal would save most of them',
    evidence:
      `${server(first.to)} refused ${worst.length} AppendEntries of ${server(first.from)} ` +
      `in a row, with prevLogIndex ${String(first.args.prevLogIndex)}, ` +
      `${String(worst[1]?.args.prevLogIndex)}, … ${String(last.args.prevLogIndex)}: ` +
      `${seconds(untilMs - first.sent.atMs)}, from ${seconds(first.sent.atMs)} on`,
    section: '§5.3, its last paragraphs',
    events: shownBy(first.answered, worst[1]?.answered, last.answered),
  };
};

/** Runs of refused requests of one leader to one follower, each one entry before the last. */
function findChains(calls: readonly CallOf<'append'>[]): CallOf<'append'>[][] {
  const chains: CallOf<'append'>[][] = [];
  let chain: CallOf<'append'>[] = [];
  for (const call of calls) {
    const { prevLogIndex } = call.args;
    if (call.returned === undefined || call.reply?.success !== false) continue;
    if (prevLogIndex === undefined || call.reply.term !== call.args.term) continue;
    const before = chain.at(-1)?.args.prevLogIndex;
    if (prevLogIndex === before) continue;
    if (before === undefined || prevLogIndex !== before - 1) chains.push((chain = []));
    chain.push(call);
  }
  return chains;
}

/** Whether the follower's log was too short there, or held few terms, so that steps were wasted. */
function couldSkip(facts: Facts, chain: readonly CallOf<'append'>[]): boolean {
  const [first] = chain;
  if (first?.delivered === undefined) return false;
  const terms = followerTerms(facts, first.to, first.delivered.position);
  const there = new Set(chain.map(({ args }) => terms.get(args.prevLogIndex ?? 0)));
  return there.size <= chain.length / 2;
}
