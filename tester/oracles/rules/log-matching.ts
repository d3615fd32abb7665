import { showLastEntry } from '../model/last-entry.ts';
import type { Rule } from '../oracle.ts';

/**
 * A violation: everything that is known from "the follower's log matches" would be wrong. Judged by
 * the entries that leaders send, and by followers that say they match where they certainly do not: an
 * entry can only be in a log that it has reached.
 */
export const logMatching: Rule = {
  id: 'log-matching',
  title:
    'Log Matching: if two logs contain an entry with the same index and term, then the logs are ' +
    'identical in all entries up through the given index',
  source: '§5.3, Figure 3',
  severity: 'violation',
  needs: ['AppendEntries', 'AppendEntries reply', 'no other RPCs'],
  watch({ model, report }) {
    return {
      'rpc.send'(event, { conflict, from, request }) {
        if (request.kind === 'append' && conflict !== undefined) {
          const { earlier } = conflict;
          // What a leader answered to Start has a rule of its own.
          if (earlier?.how === 'Start') return;
          const who = earlier === undefined ? '' : ` (sent by server ${earlier.server})`;
          report({
            message: `server ${from} sends entries that cannot be: ${conflict.message}${who}`,
            servers: earlier === undefined ? [from] : [...new Set([earlier.server, from])],
            evidence: [event],
          });
        }
        if (request.kind === 'vote') {
          const lastEntry = { index: request.lastLogIndex, term: request.lastLogTerm };
          if (lastEntry.index === 0 || model.server(from).couldHold(lastEntry)) return;
          report({
            message:
              `server ${from} says that its log ends with ${showLastEntry(lastEntry)}, but no leader has ` +
              'ever sent it such an entry, and it has not taken one as leader',
            servers: [from],
            evidence: [event],
          });
        }
      },
      'rpc.reply'(event, call) {
        const { answer, arrival, request, to } = call;
        if (request.kind !== 'append' || answer?.agrees !== true || arrival === undefined) return;
        const before = { index: request.prevLogIndex, term: request.prevLogTerm };
        if (before.index === 0 || before.index <= model.server(to).snapshotIndex) return;
        const { lastEntry } = arrival;
        const isAlone = model.server(to).changes === arrival.changes;
        const known =
          before.index <= lastEntry.index
            ? model.history.termAt(lastEntry, before.index)
            : undefined;
        const differs = isAlone && known !== undefined && known !== before.term;
        if (!differs && model.server(to).couldHold(before)) return;
        const instead = differs
          ? `but the entry it has there is of term ${known}`
          : 'but no leader has ever sent it that entry';
        report({
          message:
            `server ${to} says that its log matches at prevLogIndex ${before.index}, ` +
            `prevLogTerm ${before.term}, ${instead}`,
          servers: [to],
          evidence: [arrival.lastEntryFrom?.event, event],
        });
      },
    };
  },
};
