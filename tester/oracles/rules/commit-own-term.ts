import { eventsOf, showMarks } from '../model/acknowledged.ts';
import type { Rule } from '../oracle.ts';
import { watchCommits } from '../watchers/commits.ts';

/** A violation: Figure 8 shows how an entry of an old term is lost although a majority held it. */
export const commitOwnTerm: Rule = {
  id: 'commit-own-term',
  title: "only log entries from the leader's current term are committed by counting replicas",
  source: '§5.4.2, Figure 8',
  severity: 'violation',
  needs: ['AppendEntries', 'AppendEntries reply', 'leaderCommit', 'no other RPCs'],
  watch({ model, report }) {
    return watchCommits(model, ({ index, server, term, event }) => {
      const { commitment } = model;
      if (index <= commitment.index || index > commitment.heldByMajority) return;
      const marks = commitment.marks(term);
      const entry = model.history.termAt(model.leaderLastEntry(term), index);
      const of = entry === undefined ? '' : ` of term ${entry}`;
      const first = model.history.firstOf(term);
      const own =
        first === undefined
          ? `no entry of term ${term} has been seen`
          : `the first entry of term ${term} is at index ${first}`;
      report({
        message:
          `server ${server}, in term ${term}, takes index ${index}${of} for ` +
          'committed. A majority has that entry, but no leader has an entry of its own term there or ' +
          `above on a majority: only index ${commitment.index} is committed; ${own}. To the leader of ` +
          `term ${term} have acknowledged: ${showMarks(marks, model.leaderOf(term))}`,
        servers: [server],
        evidence: [...eventsOf(marks), event],
      });
    });
  },
};
