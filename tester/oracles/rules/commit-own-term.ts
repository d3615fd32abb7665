import type { Rule } from '../oracle.ts';
import { watchCommits } from '../signs/commits.ts';

/** A violation: Figure 8 shows how an entry of an old term is lost although a majority held it. */
export const commitOwnTerm: Rule = {
  id: 'commit-own-term',
  title: "only log entries from the leader's current term are committed by counting replicas",
  source: '§5.4.2, Figure 8',
  severity: 'violation',
  needs: ['AppendEntries', 'AppendEntries reply', 'leaderCommit', 'no other RPCs'],
  watch({ model, report }) {
    return watchCommits(({ index, server, event }) => {
      const { commitment } = model;
      if (index <= commitment.index || index > commitment.heldByMajority) return;
      report({
        message:
          `server ${String(server)} takes index ${String(index)} for committed. A majority has that ` +
          `entry, but no leader has an entry of its own term there or above on a majority: ` +
          `only index ${String(commitment.index)} is committed`,
        servers: [server],
        evidence: [event],
      });
    });
  },
};
