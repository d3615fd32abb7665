import type { Rule } from '../oracle.ts';
import { watchCommits } from '../signs/commits.ts';

/** A violation: what no majority holds can still be lost, although it counts as committed. */
export const commitMajority: Rule = {
  id: 'commit-majority',
  title: 'a log entry is committed once the leader has replicated it on a majority of the servers',
  source: '§5.3, Figure 2 (leaderCommit)',
  severity: 'violation',
  needs: ['AppendEntries', 'AppendEntries reply', 'leaderCommit', 'no other RPCs'],
  watch({ model, report }) {
    return watchCommits(({ index, server, event }) => {
      const { heldByMajority } = model.commitment;
      if (index <= heldByMajority) return;
      report({
        message:
          `server ${String(server)} takes index ${String(index)} for committed, but no majority has ` +
          `ever acknowledged more than index ${String(heldByMajority)}`,
        servers: [server],
        evidence: [event],
      });
    });
  },
};
