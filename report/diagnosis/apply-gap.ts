import type { Facts } from './facts.ts';

/** A server that knows more to be committed than it has applied, and has stopped applying. */
export interface ApplyGap {
  readonly server: number;
  readonly commitIndex: number;
  /** When it was told, or said so itself. */
  readonly learntMs: number;
  readonly applied: number;
  /** What the service last did; `snapshot` even if it took a message afterwards that was on offer. */
  readonly last: { readonly kind: 'apply' | 'snapshot' | 'none'; readonly atMs: number };
}

/** Applying takes fractions of a millisecond an entry. */
const graceMs = 1000;
/** What was on offer when the service called Snapshot is taken within this time. */
const onOfferMs = 1;

/** Such servers at the end of the run. */
export function findApplyGaps(facts: Facts): readonly ApplyGap[] {
  return Array.from({ length: facts.servers }, (_, server) => server).flatMap((server) => {
    const gap = gapOf(facts, server);
    return gap === undefined ? [] : [gap];
  });
}

function gapOf(facts: Facts, server: number): ApplyGap | undefined {
  const { events, endMs } = facts;
  if (!facts.at(server, endMs).up) return undefined;
  let bornMs = 0;
  // Never less than what the service may have read back from a snapshot.
  let applied = 0;
  let last: ApplyGap['last'] = { kind: 'none', atMs: 0 };
  for (const event of events) {
    if (!('server' in event) || event.server !== server) continue;
    const { atMs } = event;
    if (event.kind === 'boot') {
      bornMs = atMs;
      last = { kind: 'none', atMs };
    } else if (event.kind === 'apply' || event.kind === 'apply.snapshot') {
      applied = Math.max(applied, event.index);
      const wasOnOffer = last.kind === 'snapshot' && atMs - last.atMs < onOfferMs;
      if (!wasOnOffer) last = { kind: 'apply', atMs };
    } else if (event.kind === 'snapshot') last = { kind: 'snapshot', atMs };
  }
  const learnt = learntCommit(facts, server, bornMs);
  if (learnt === undefined || learnt.commitIndex <= applied) return undefined;
  if (last.atMs > endMs - graceMs) return undefined;
  return { server, ...learnt, applied, last };
}

/**
 * The highest index that the server was told to be committed, a while before the end. What it says
 * itself as a leader may be wrong; it counts as far as a majority has applied as much.
 */
function learntCommit(
  facts: Facts,
  server: number,
  bornMs: number,
): { commitIndex: number; learntMs: number } | undefined {
  const agreed = appliedByMajority(facts);
  let found: { commitIndex: number; learntMs: number } | undefined;
  for (const { args, from, to, reply, sent, answered } of facts.appends) {
    const { leaderCommit, prevLogIndex } = args;
    if (leaderCommit === undefined || prevLogIndex === undefined) continue;
    const isSaid = from === server && leaderCommit <= agreed;
    const said = isSaid ? { commitIndex: leaderCommit, learntMs: sent.atMs } : undefined;
    // A follower commits only as far as the message vouches for its log (Figure 2).
    const vouched = Math.min(leaderCommit, prevLogIndex + args.entryTerms.length);
    const isTold = to === server && reply?.success === true && answered !== undefined;
    const told = isTold ? { commitIndex: vouched, learntMs: answered.atMs } : undefined;
    const learnt = said ?? told;
    if (learnt === undefined) continue;
    if (learnt.learntMs < bornMs || learnt.learntMs > facts.endMs - graceMs) continue;
    if (found === undefined || learnt.commitIndex > found.commitIndex) found = learnt;
  }
  return found;
}

function appliedByMajority({ events, servers, majority }: Facts): number {
  const applied = Array.from({ length: servers }, () => 0);
  for (const event of events) {
    if (event.kind !== 'apply') continue;
    applied[event.server] = Math.max(event.index, applied[event.server] ?? 0);
  }
  return applied.sort((a, b) => b - a)[majority - 1] ?? 0;
}
