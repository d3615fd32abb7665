import { compareUpToDate, showLastEntry } from '../model/last-entry.ts';
import type { Rule } from '../oracle.ts';

/** A violation: the candidate may be elected without an entry that is committed. */
export const upToDateVote: Rule = {
  id: 'up-to-date-vote',
  title: 'the voter denies its vote if its own log is more up-to-date than that of the candidate',
  source: '§5.4.1',
  severity: 'violation',
  needs: [
    'RequestVote',
    'RequestVote reply',
    'AppendEntries',
    'AppendEntries reply',
    'no other RPCs',
  ],
  watch({ model, report }) {
    return {
      'rpc.reply'(event, { answer, arrival, from, request, to }) {
        if (request.kind !== 'vote' || answer?.agrees !== true || arrival === undefined) return;
        // A message that came since may have shortened the log before the vote was given.
        if (model.server(to).changes !== arrival.changes) return;
        const theirs = { index: request.lastLogIndex, term: request.lastLogTerm };
        if (compareUpToDate(theirs, arrival.lastEntry) >= 0) return;
        report({
          message:
            `server ${to} votes for server ${from}, whose log ends with ` +
            `${showLastEntry(theirs)}, but its own has ${showLastEntry(arrival.lastEntry)}`,
          servers: [to, from],
          evidence: [arrival.lastEntryFrom?.event, event],
        });
      },
    };
  },
};
