import type { Moment } from '../trace/calls.ts';
import type { Facts } from './facts.ts';

/** A server that knows more to be committed than it has applied, and has stopped applying. */
export interface ApplyGap {
  readonly server: number;
  readonly commitIndex: number;
  /** When it was told, or said so itself. */
  readonly learnt: Moment;
  readonly applied: number;
  /** What the service last did; `snapshot` even if it took a message afterwards that was on offer. */
  readonly last: Moment & { readonly kind: 'apply' | 'snapshot' | 'none' };
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
  let last: ApplyGap['last'] = { kind: 'none', position: 0, atMs: 0 };
  for (const [position, event] of events.entries()) {
    if (!('server' in event) || event.server !== server) continue;
    const { atMs } = event;
    if (event.kind === 'boot') {
      bornMs = atMs;
      last = { kind: 'none', position, atMs };
    } else if (event.kind === 'apply' || event.kind === 'apply.snapshot') {
      applied = Math.max(applied, event.index);
      const wasOnOffer = last.kind === 'snapshot' && atMs - last.atMs < onOfferMs;
      if (!wasOnOffer) last = { kind: 'apply', position, atMs };
    } else if (event.kind === 'snapshot') last = { kind: 'snapshot', position, atMs };
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
): Pick<ApplyGap, 'commitIndex' | 'learnt'> | undefined {
  const agreed = appliedByMajority(facts);
  let found: Pick<ApplyGap, 'commitIndex' | 'learnt'> | undefined;
  for (const { args, from, to, reply, sent, answered } of facts.appends) {
    const { leaderCommit, prevLogIndex } = args;
    if (leaderCommit === undefined || prevLogIndex === undefined) continue;
    const isSaid = from === server && leaderCommit <= agreed;
    const said = isSaid ? { commitIndex: leaderCommit, learnt: sent } : undefined;
    // A follower commits only as far as the message vouches for its log (Figure 2).
    const vouched = Math.min(leaderCommit, prevLogIndex + args.entries.length);
    const isTold = to === server && reply?.success === true && answered !== undefined;
    const told = isTold ? { commitIndex: vouched, learnt: answered } : undefined;
    const heard = said ?? told;
    if (heard === undefined) continue;
    if (heard.learnt.atMs < bornMs || heard.learnt.atMs > facts.endMs - graceMs) continue;
    if (found === undefined || heard.commitIndex > found.commitIndex) found = heard;
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
