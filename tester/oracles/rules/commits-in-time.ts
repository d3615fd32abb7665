import { eventsOf } from '../model/acknowledged.ts';
import { showDecision } from '../model/commitment.ts';
import type { Rule } from '../oracle.ts';

/** Many heartbeats, so that also a lazy leader has told everyone. */
const boundMs = 2_000;

/**
 * A violation: the cluster is whole, the entry is safe, and still nobody gets it. The time counts from
 * the last acknowledgement, from the last fault and from the last thing that the server applied,
 * whichever is latest; so a slow service or a long backlog is not held against anybody.
 */
export const commitsInTime: Rule = {
  id: 'commits-in-time',
  title:
    'an entry replicated on a majority is committed and applied on every server that is reachable',
  source: '§5.3',
  severity: 'violation',
  needs: ['AppendEntries', 'AppendEntries reply', 'no other RPCs'],
  watch({ model, report }) {
    let isReliable = true;
    let reachedMs = 0;
    let checkedMs = 0;
    let reached = 0;
    return {
      network(event) {
        isReliable = event.delivery === 'reliable' && event.longReordering === 'off';
      },
      settled() {
        const { calmSinceMs, commitment, nowMs } = model;
        if (commitment.index !== reached) [reached, reachedMs] = [commitment.index, nowMs];
        if (!isReliable || nowMs - checkedMs < 100) return;
        checkedMs = nowMs;
        if (nowMs - Math.max(calmSinceMs, reachedMs) < boundMs) return;
        const leader = model.servers.findIndex(
          (facts) => facts.up && facts.connected && facts.isLeader,
        );
        const term = model.servers[leader]?.term;
        if (term === undefined || nowMs - (model.servers[leader]?.stateSinceMs ?? nowMs) < boundMs)
          return;
        // Only a leader's own entry tells that it may commit up to there.
        const entry = commitment.at(reached);
        if (entry?.leaderTerm !== term) return;
        const late = model.servers.findIndex(
          (facts) =>
            facts.up &&
            facts.connected &&
            facts.applied < reached &&
            facts.snapshotIndex < reached &&
            nowMs - facts.lastApplyMs > boundMs,
        );
        if (late === -1) return;
        report({
          message:
            `index ${reached} has been on a majority of the servers for more than ` +
            `${boundMs} ms without any fault (${showDecision(entry.decision)}), but server ` +
            `${late} has applied only up to index ${String(model.servers[late]?.applied)}`,
          servers: [late],
          evidence: eventsOf(entry.decision.marks),
        });
      },
    };
  },
};
