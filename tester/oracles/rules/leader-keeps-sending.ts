import type { Rule } from '../oracle.ts';

/** Ten heartbeats at the rate that the course allows, six of the slowest sensible ones. */
const silenceMs = 1_000;

/**
 * A violation: a follower that hears nothing for a second never gets what it lacks. A leader may wait
 * for a call under way, which can take seconds on a broken link; it is accused only if none is.
 */
export const leaderKeepsSending: Rule = {
  id: 'leader-keeps-sending',
  title:
    'a leader retries AppendEntries indefinitely, and sends heartbeats to all followers during idle periods',
  source: '§5.2, §5.3, Figure 2 (Rules for leaders)',
  severity: 'violation',
  needs: ['AppendEntries', 'no other RPCs'],
  watch({ model, report }) {
    const lastMs = new Map<number, number[]>();
    /** Calls under way by sender and receiver; a lost one may return to the sender much later. */
    const under = new Map<
      number,
      { to: number; from: number; life: number; lostAtMs: number | undefined }
    >();
    const longestLossMs = 7_100;
    const isWaiting = (from: number, to: number): boolean =>
      [...under.values()].some((call) => call.from === from && call.to === to);
    let checkedMs = 0;
    return {
      state(event) {
        lastMs.delete(event.server);
        if (event.isLeader)
          lastMs.set(
            event.server,
            model.servers.map(() => event.atMs),
          );
      },
      boot(event) {
        lastMs.delete(event.server);
      },
      kill(event) {
        lastMs.delete(event.server);
      },
      crash(event) {
        lastMs.delete(event.server);
        for (const [id, call] of under) if (call.from === event.server) under.delete(id);
      },
      'rpc.send'(event, { from, id, life, to }) {
        const times = lastMs.get(from);
        if (times !== undefined) times[to] = event.atMs;
        under.set(id, { from, to, life, lostAtMs: undefined });
      },
      'rpc.return'(event, { from, id, to }) {
        under.delete(id);
        const times = lastMs.get(from);
        if (times !== undefined) times[to] = event.atMs;
      },
      'rpc.drop'(event, { id }) {
        const call = under.get(id);
        if (call !== undefined) call.lostAtMs = event.atMs;
      },
      settled() {
        if (model.nowMs - checkedMs < 100) return;
        checkedMs = model.nowMs;
        for (const [id, { lostAtMs }] of under) {
          if (lostAtMs !== undefined && model.nowMs - lostAtMs > longestLossMs) under.delete(id);
        }
        for (const [server, times] of lastMs) {
          const silent = times.findIndex(
            (ms, peer) =>
              peer !== server && model.nowMs - ms > silenceMs && !isWaiting(server, peer),
          );
          if (silent === -1) continue;
          lastMs.delete(server);
          report({
            message:
              `server ${String(server)} leads term ${String(model.server(server).term)}, but has sent ` +
              `nothing to server ${String(silent)} for more than ${String(silenceMs)} ms`,
            servers: [server, silent],
            evidence: [],
          });
        }
      },
    };
  },
};
