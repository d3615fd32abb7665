import type { EventOf } from '../../../sim/trace/event.ts';
import { showLastEntry, type LastEntry } from '../model/last-entry.ts';
import type { Rule } from '../oracle.ts';

/** A violation: entries that the leader counts as replicated would not be in its own log. */
export const leaderAppendOnly: Rule = {
  id: 'leader-append-only',
  title: 'Leader Append-Only: a leader never overwrites or deletes entries in its log',
  source: '§5.3, Figure 3',
  severity: 'violation',
  needs: ['AppendEntries'],
  watch({ model, report }) {
    const started = new Map<number, EventOf<'start'>>();
    const contradict = (before: LastEntry, now: LastEntry): boolean => {
      const { history } = model;
      const common = Math.min(before.index, now.index);
      const a = history.termAt(before, common);
      const b = history.termAt(now, common);
      return a !== undefined && b !== undefined && a !== b;
    };
    return {
      'rpc.send'(event, { conflict, from, request }) {
        if (request.kind !== 'append') return;
        const { term } = request;
        const before = model.leaderLastEntry(term);
        const now = { index: request.lastIndex, term: request.lastTerm };
        const isOwn =
          conflict?.earlier?.server === from && conflict.earlier.how === 'AppendEntries';
        if (contradict(before, now)) {
          report({
            message:
              `server ${from}, leader of term ${term}, showed a log with ` +
              `${showLastEntry(before)}, and now one with ${showLastEntry(now)}, which does not contain it`,
            servers: [from],
            evidence: [event],
          });
        } else if (isOwn && conflict.what === 'command' && request.entries.at(-1)?.term === term) {
          report({
            message: `server ${from}, leader of term ${term}: ${conflict.message}`,
            servers: [from],
            evidence: [event],
          });
        }
      },
      start(event) {
        if (!event.isLeader) return;
        const { index, server, term } = event;
        const last = started.get(term);
        if (last === undefined || index > last.index) {
          started.set(term, event);
          return;
        }
        report({
          message:
            `server ${server}, leader of term ${term}, took a command at index ` +
            `${index}, although it had taken one at index ${last.index} before`,
          servers: [server],
          evidence: [last, event],
        });
      },
    };
  },
};
