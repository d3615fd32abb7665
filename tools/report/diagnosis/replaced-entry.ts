import type { TraceEvent } from '../../../sim/trace/event.ts';
import { showValue } from '../../../sim/trace/show.ts';
import type { SentEntry } from '../../../tester/messages/entries.ts';
import type { AppendEntriesArgs } from '../../../tester/messages/message.ts';
import { type Diagnosis, shownBy } from './hint.ts';
import { entry, millis, seconds, server } from './wording.ts';

type Apply = Extract<TraceEvent, { kind: 'apply' }>;

/** A follower that applies its own entry where the leader has just sent another one for that index. */
export const replacedEntryIsApplied: Diagnosis = ({ events, appends, failure }) => {
  if (!['apply-committed', 'state-machine-safety'].includes(failure.property)) return undefined;
  const position = events.findLastIndex(({ kind }) => kind === 'apply');
  const apply = events[position];
  if (apply?.kind !== 'apply' || !failure.servers.includes(apply.server)) return undefined;
  const call = appends.findLast(({ to, args, delivered, reply }) => {
    if (to !== apply.server || reply?.success !== true) return false;
    const isBefore = delivered !== undefined && delivered.position < position;
    return isBefore && commandFor(apply, args) !== undefined;
  });
  const sent = call === undefined ? undefined : commandFor(apply, call.args);
  if (call?.delivered === undefined || sent === undefined) return undefined;
  if (showValue(sent.command) === showValue(apply.command.value)) return undefined;
  const { args, delivered, from } = call;
  const index = String(apply.index);
  return {
    text:
      `${server(apply.server)} applies an entry that it was just told to replace: first the new ` +
      'one takes its place (AppendEntries 3 and 4), then commitIndex moves (5)',
    evidence:
      `${server(from)}'s AppendEntries of term ${String(args.term)} brought ` +
      `${showValue(sent.command)} of term ${String(sent.term)} for index ${index}, after ` +
      `${entry({ index: args.prevLogIndex ?? 0, term: args.prevLogTerm ?? 0 })}, to ` +
      `${server(apply.server)} at ${seconds(delivered.atMs)}, with leaderCommit ` +
      `${String(args.leaderCommit)}; it answered success, and ${millis(apply.atMs - delivered.atMs)} ` +
      `later it applied its old entry there, ${showValue(apply.command.value)}: it was not replaced, ` +
      'or only after commitIndex had moved',
    section: 'Figure 2 (AppendEntries 3 to 5)',
    events: shownBy(call.sent, call.answered, { position, atMs: apply.atMs }),
  };
};

/** What a message has for the index that was applied, if it is one of its entries. */
function commandFor(
  { index }: Apply,
  { prevLogIndex, entries }: AppendEntriesArgs,
): SentEntry | undefined {
  const place = index - 1 - (prevLogIndex ?? Infinity);
  return place < 0 ? undefined : entries[place];
}
