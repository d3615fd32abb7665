import { eventsOf, showMarks } from '../model/acknowledged.ts';
import type { Rule } from '../oracle.ts';
import { watchCommits } from '../watchers/commits.ts';

/** A violation: what no majority holds can still be lost, although it counts as committed. */
export const commitMajority: Rule = {
  id: 'commit-majority',
  title: 'a log entry is committed once the leader has replicated it on a majority of the servers',
  source: '§5.3, Figure 2 (leaderCommit)',
  severity: 'violation',
  needs: ['AppendEntries', 'AppendEntries reply', 'leaderCommit', 'no other RPCs'],
  watch({ model, report }) {
    return watchCommits(model, ({ index, server, term, event }) => {
      const { commitment } = model;
      const { heldByMajority } = commitment;
      if (index <= heldByMajority) return;
      const marks = commitment.marks(term);
      report({
        message:
          `server ${server} takes index ${index} for committed, but no majority has ` +
          `ever acknowledged more than index ${heldByMajority}. To the leader of term ` +
          `${term} have acknowledged: ${showMarks(marks, model.leaderOf(term))}`,
        servers: [server],
        evidence: [...eventsOf(marks), event],
      });
    });
  },
};
