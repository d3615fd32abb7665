import { ownFields } from '../../../tester/messages/message.ts';
import type { CallOf } from '../trace/calls.ts';
import { type Diagnosis, shownBy } from './hint.ts';
import { seconds, server } from './wording.ts';

/** An acknowledgement that tells of more entries than the message had vouched for. */
interface Overstatement {
  readonly call: CallOf<'append'>;
  readonly confirmed: number;
  readonly field: string;
  readonly claimed: number;
}

const commitRules: ReadonlySet<string> = new Set(['commit-own-term', 'commit-majority']);

/**
 * A leader that commits too much, and whose followers told it of entries that no message of it has
 * compared: a success confirms the log up to the message's last entry, and nothing behind it.
 */
export const repliesClaimTooMuch: Diagnosis = (facts) => {
  if (!commitRules.has(facts.failure.property)) return undefined;
  const reign = facts.leaderships.findLast((it) => facts.failure.servers.includes(it.server));
  if (reign === undefined) return undefined;
  const latest = new Map<number, Overstatement>();
  for (const call of facts.appends) {
    if (call.from !== reign.server || call.args.term !== reign.term) continue;
    const found = overstatement(call);
    if (found !== undefined) latest.set(call.to, found);
  }
  const cases = [...latest.values()].sort((a, b) => a.call.to - b.call.to);
  if (cases.length === 0) return undefined;
  const told = cases.map(({ call, confirmed, field, claimed }) => {
    return (
      `${server(call.to)}'s success of ${seconds(call.answered?.atMs ?? 0)} says ${field} ` +
      `${claimed}, to a message that ends at index ${confirmed}`
    );
  });
  return {
    text: "A success confirms a follower's log up to the last entry of the message, not up to its own last index",
    evidence:
      `to ${server(reign.server)}, leader of term ${reign.term}: ${told.join('; ')}. What a ` +
      'follower holds behind that may be of an old leader, so matchIndex is prevLogIndex + ' +
      'entries.length of the request',
    section: '§5.3, Figure 2 (matchIndex)',
    events: shownBy(...cases.map(({ call }) => call.answered)),
  };
};

function overstatement(call: CallOf<'append'>): Overstatement | undefined {
  const { args, reply, returned } = call;
  if (reply?.success !== true || returned === undefined || args.prevLogIndex === undefined) {
    return undefined;
  }
  const confirmed = args.prevLogIndex + args.entries.length;
  for (const [field, value] of Object.entries(ownFields(reply))) {
    // A next index lies one behind the last.
    const isMore = typeof value === 'number' && value > confirmed + 1;
    if (isMore && /index/i.test(field)) return { call, confirmed, field, claimed: value };
  }
  return undefined;
}
