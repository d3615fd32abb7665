import type { Rule } from '../oracle.ts';

/** How long nothing must have gone wrong before a cluster counts as settled. */
const calmMs = 3_000;
const inOfficeMs = 1_500;

/**
 * A note: a correct cluster with badly chosen timeouts stays correct, but is away while it elects. A
 * stretch without faults is one in which every server is up and connected, the network is reliable, no
 * message was lost, and a leader has been in office for a while.
 */
export const stableTerm: Rule = {
  id: 'stable-term',
  title: 'leaders send heartbeats to maintain their authority: without faults no term changes',
  source: '§5.2, §5.6',
  severity: 'note',
  needs: [],
  watch({ model, report }) {
    let isReliable = true;
    return {
      network(event) {
        isReliable = event.delivery === 'reliable' && event.longReordering === 'off';
      },
      state(event) {
        const { server, term } = event;
        if (!isReliable || model.nowMs - model.calmSinceMs < calmMs) return;
        if (term <= model.server(server).term) return;
        if (!model.servers.every(({ connected, up }) => connected && up)) return;
        const leader = model.servers.findIndex(
          (facts) =>
            facts.isLeader &&
            facts.term === term - 1 &&
            model.nowMs - facts.stateSinceMs >= inOfficeMs,
        );
        if (leader === -1) return;
        report({
          message:
            `server ${server} went to term ${term}, although server ${leader} had ` +
            `been leading term ${term - 1} without any fault`,
          servers: [server, leader],
          evidence: [event],
        });
      },
    };
  },
};
