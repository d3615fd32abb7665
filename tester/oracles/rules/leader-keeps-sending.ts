import type { Rule } from '../oracle.ts';
import { WaitingCalls } from '../signs/waiting.ts';

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
  needs: [],
  watch({ model, report }) {
    const lastMs = new Map<number, number[]>();
    const calls = new WaitingCalls();
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
        calls.end(event.server);
      },
      'rpc.send'(event, call) {
        const times = lastMs.get(call.from);
        if (times !== undefined) times[call.to] = event.atMs;
        calls.send(call);
      },
      'rpc.return'(event, { from, id, to }) {
        calls.return(id);
        const times = lastMs.get(from);
        if (times !== undefined) times[to] = event.atMs;
      },
      'rpc.drop'(event) {
        calls.drop(event);
      },
      settled() {
        if (model.nowMs - checkedMs < 100) return;
        checkedMs = model.nowMs;
        for (const [server, times] of lastMs) {
          const silent = times.findIndex(
            (ms, peer) =>
              peer !== server &&
              model.nowMs - ms > silenceMs &&
              !calls.has(server, peer, model.nowMs),
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
