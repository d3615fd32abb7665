import type { TraceEvent } from '../../../sim/trace/event.ts';
import { showTime } from '../../../sim/trace/show.ts';
import type { Rule } from '../oracle.ts';

/** Many round trips, and time for a service that is busy with something else. */
const graceMs = 500;
const enoughRejections = 3;

/** A snapshot that a follower says it has, and how it has behaved since. */
interface Taken {
  readonly term: number;
  readonly life: number;
  readonly index: number;
  readonly lastTerm: number;
  readonly sent: TraceEvent;
  readonly event: TraceEvent;
  rejections: number;
}

/**
 * A violation: the leader counts on an answer to InstallSnapshot as it does on one to AppendEntries, and
 * goes on behind the snapshot; so the follower never gets what it lacks. Some hand the snapshot to
 * their service first and change their log when that has taken it. They are given time.
 */
export const snapshotTaken: Rule = {
  id: 'snapshot-taken',
  title:
    'a follower that answers InstallSnapshot holds the last included entry, and discards a log that ' +
    'conflicts with it',
  source: '§7, Figure 13 (InstallSnapshot, steps 6 and 7)',
  severity: 'violation',
  needs: ['AppendEntries', 'AppendEntries reply', 'InstallSnapshot reply', 'no other RPCs'],
  watch({ model, report }) {
    const taken = new Map<number, Taken>();
    return {
      'rpc.reply'(event, { answer, arrival, from, request, sent, to }) {
        if (answer?.agrees === undefined || arrival === undefined) return;
        const { life, lastApplyMs, snapshotIndex } = model.server(to);
        const known = taken.get(to);
        if (request.kind === 'install' && answer.term === request.term) {
          const { lastIncludedIndex: index, lastIncludedTerm: lastTerm, term } = request;
          // Sent and answered again it is still the first answer that was not true.
          if (known?.index === index && known.term === term && known.life === life) return;
          taken.set(to, { term, life, index, lastTerm, sent, event, rejections: 0 });
          return;
        }
        if (request.kind !== 'append' || known === undefined) return;
        if (known.term !== request.term || known.life !== life || answer.term !== known.term)
          return;
        if (answer.agrees && request.prevLogIndex >= known.index) taken.delete(to);
        // Where a later snapshot covers the place, there is nothing to compare any more.
        if (answer.agrees || snapshotIndex > known.index) return;
        if (request.prevLogIndex !== known.index || request.prevLogTerm !== known.lastTerm) return;
        known.rejections++;
        const lastChangeMs = Math.max(known.event.atMs, lastApplyMs);
        if (known.rejections < enoughRejections || arrival.atMs - lastChangeMs < graceMs) return;
        taken.delete(to);
        const place = `index ${known.index} of term ${known.lastTerm}`;
        report({
          message:
            `server ${to} answered the InstallSnapshot of server ${from} up to ${place} at ` +
            `${showTime(known.event.atMs)}, and has rejected AppendEntries right behind it ` +
            `${known.rejections} times since (prevLogIndex ${known.index}, prevLogTerm ` +
            `${known.lastTerm}): it has not taken the snapshot`,
          servers: [to],
          evidence: [known.sent, known.event, sent, event],
        });
      },
    };
  },
};
