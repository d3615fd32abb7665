import type { Facts } from './facts.ts';
import { followerTerms } from './follower-log.ts';

/** An entry as the paper compares logs: by index and term. */
export interface LastEntry {
  readonly index: number;
  readonly term: number;
}

/**
 * The last entry of a server's log at a place of the trace. Undefined when it may hold more than its
 * answers show: after a snapshot, or when it never answered something that reached it.
 */
export function knownLastEntry(
  facts: Facts,
  server: number,
  position: number,
): LastEntry | undefined {
  const isDoubtful = facts.calls.some(({ args, to, delivered, answered }) => {
    if (to !== server || delivered === undefined || delivered.position >= position) return false;
    if (args.kind === 'install') return true;
    return args.kind === 'append' && (answered === undefined || answered.position > position);
  });
  if (isDoubtful) return undefined;
  const terms = followerTerms(facts, server, position);
  const index = Math.max(0, ...terms.keys());
  const term = index === 0 ? 0 : terms.get(index);
  return term === undefined ? undefined : { index, term };
}

/** Whether a log that ends with `a` is at least as up-to-date as one that ends with `b` (§5.4.1). */
export function isUpToDate(a: LastEntry, b: LastEntry): boolean {
  return a.term === b.term ? a.index >= b.index : a.term > b.term;
}
