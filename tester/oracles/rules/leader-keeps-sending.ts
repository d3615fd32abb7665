import type { TraceEvent } from '../../../sim/trace/event.ts';
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
    const lastSigns = new Map<number, TraceEvent[]>();
    const calls = new WaitingCalls();
    let checkedMs = 0;
    return {
      state(event) {
        lastSigns.delete(event.server);
        if (event.isLeader)
          lastSigns.set(
            event.server,
            model.servers.map(() => event),
          );
      },
      boot(event) {
        lastSigns.delete(event.server);
      },
      kill(event) {
        lastSigns.delete(event.server);
      },
      crash(event) {
        lastSigns.delete(event.server);
        calls.end(event.server);
      },
      'rpc.send'(event, call) {
        const signs = lastSigns.get(call.from);
        if (signs !== undefined) signs[call.to] = event;
        calls.send(call);
      },
      'rpc.return'(event, { from, id, to }) {
        calls.return(id);
        const signs = lastSigns.get(from);
        if (signs !== undefined) signs[to] = event;
      },
      'rpc.drop'(event) {
        calls.drop(event);
      },
      settled() {
        if (model.nowMs - checkedMs < 100) return;
        checkedMs = model.nowMs;
        for (const [server, signs] of lastSigns) {
          const silent = signs.findIndex(
            (sign, peer) =>
              peer !== server &&
              model.nowMs - sign.atMs > silenceMs &&
              !calls.has(server, peer, model.nowMs),
          );
          if (silent === -1) continue;
          lastSigns.delete(server);
          report({
            message:
              `server ${server} leads term ${model.server(server).term}, but has sent ` +
              `nothing to server ${silent} for more than ${silenceMs} ms`,
            servers: [server, silent],
            evidence: [signs[silent]],
          });
        }
      },
    };
  },
};
