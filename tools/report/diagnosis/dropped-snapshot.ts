import { isCallOf, type CallOf } from '../trace/calls.ts';
import type { Facts } from './facts.ts';
import { followerTerms } from './follower-log.ts';
import { type Diagnosis, shownBy } from './hint.ts';
import { plural, seconds, server } from './wording.ts';

/** The service takes at most some tens of milliseconds for what Raft offers it. */
const graceMs = 500;

/** A follower that answers InstallSnapshot, and whose service never gets the snapshot. */
export const answeredSnapshotIsDropped: Diagnosis = (facts) => {
  const cases = facts.calls.filter((call) => isCallOf(call, 'install'));
  const dropped = cases.filter((call) => isDropped(facts, call));
  const [first] = dropped;
  if (first === undefined) return undefined;
  const { args, from, to, answered } = first;
  const index = args.lastIncludedIndex ?? 0;
  return {
    text: `${server(to)} answers InstallSnapshot as if it had taken it, and drops the snapshot`,
    evidence:
      `${server(from)}'s snapshot up to ${index}@${String(args.lastIncludedTerm)} was ` +
      `answered by ${server(to)} in that term at ${seconds(answered?.atMs ?? 0)}, but its service, ` +
      `which had applied up to ${appliedBefore(facts, first)}, got neither the snapshot nor ` +
      `index ${index} (${plural(dropped.length, 'such answer')})${ownLog(facts, first)}`,
    section: '§7, Figure 13',
    events: shownBy(first.sent, answered),
  };
};

function isDropped(facts: Facts, call: CallOf<'install'>): boolean {
  const { args, reply, to, answered } = call;
  if (answered === undefined || args.lastIncludedIndex === undefined) return false;
  if (reply?.term === undefined || reply.term !== args.term) return false;
  const untilMs = answered.atMs + graceMs;
  if (untilMs > facts.endMs || !facts.at(to, answered.atMs).up) return false;
  if (appliedBefore(facts, call) >= args.lastIncludedIndex) return false;
  return !facts.events.slice(answered.position).some((event) => {
    if (event.atMs > untilMs || !('server' in event) || event.server !== to) return false;
    if (event.kind === 'crash' || event.kind === 'kill' || event.kind === 'boot') return true;
    const isTaken = event.kind === 'apply' || event.kind === 'apply.snapshot';
    return isTaken && event.index >= (args.lastIncludedIndex ?? 0);
  });
}

/** The highest index that the service had when the snapshot came, in any of its lives. */
function appliedBefore(
  { events }: Facts,
  { to, answered }: Pick<CallOf<'install'>, 'to' | 'answered'>,
): number {
  let applied = 0;
  for (const event of events.slice(0, answered?.position ?? 0)) {
    const isTaken = event.kind === 'apply' || event.kind === 'apply.snapshot';
    if (isTaken && event.server === to) applied = Math.max(applied, event.index);
  }
  return applied;
}

/** `; its own log goes to 60, and its entry 50 is of term 2, not 3`. */
function ownLog(facts: Facts, { to, args, delivered }: CallOf<'install'>): string {
  const terms = followerTerms(facts, to, delivered?.position ?? 0);
  const last = Math.max(0, ...terms.keys());
  const index = args.lastIncludedIndex ?? 0;
  const own = terms.get(index);
  if (last < index || own === undefined) return '';
  const isOther = own !== args.lastIncludedTerm;
  return (
    `; ${server(to)}'s own log goes to ${last}` +
    (isOther ? `, and its entry ${index} is of term ${own}: a conflict` : '')
  );
}
