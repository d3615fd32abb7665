import type { TraceEvent } from '../../../sim/trace/event.ts';
import type { Rule } from '../oracle.ts';

/** Several rounds of timeouts that go with ten heartbeats a second, also by a slow clock. */
const patienceMs = 3_000;

/**
 * A note: as a rule another server holds the election. Where no other can win one, the cluster stands
 * still. Whatever a server sends counts as the beginning of a campaign, so a pre-vote does.
 */
export const followerCampaigns: Rule = {
  id: 'follower-campaigns',
  title:
    'a server that for an election timeout has neither heard from the current leader nor granted a ' +
    'vote starts an election',
  source: '§5.2, Figure 2 (Rules for followers)',
  severity: 'note',
  needs: [
    'RequestVote',
    'RequestVote reply',
    'AppendEntries term',
    'AppendEntries reply',
    'no other RPCs',
  ],
  watch({ model, report }) {
    /** What put off the election of each running server last. */
    const last = new Map<number, TraceEvent>();
    const putOff = (server: number, event: TraceEvent): void => {
      if (last.has(server)) last.set(server, event);
    };
    let checkedMs = 0;
    return {
      boot(event) {
        last.set(event.server, event);
      },
      crash(event) {
        last.delete(event.server);
      },
      kill(event) {
        last.delete(event.server);
      },
      state(event) {
        // The timer of a leader begins when it is one no more.
        if (model.server(event.server).isLeader) putOff(event.server, event);
      },
      'rpc.send'(event, { from }) {
        putOff(from, event);
      },
      'rpc.reply'(event, { answer, request, to }) {
        if (request.kind === 'foreign' || answer?.term !== request.term) return;
        if (request.kind !== 'vote' || answer.agrees) putOff(to, event);
      },
      settled() {
        const { nowMs } = model;
        if (nowMs - checkedMs < 100) return;
        checkedMs = nowMs;
        for (const [server, event] of last) {
          if (nowMs - event.atMs <= patienceMs || model.server(server).isLeader) continue;
          last.delete(server);
          report({
            message:
              `server ${server} has neither answered a leader of its term nor granted a vote for ` +
              `more than ${patienceMs} ms, and has not started an election`,
            servers: [server],
            evidence: [event],
          });
        }
      },
    };
  },
};
