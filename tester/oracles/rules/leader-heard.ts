import type { TraceEvent } from '../../../sim/trace/event.ts';
import type { Rule } from '../oracle.ts';

/** Any implementation that means "at once" is far below this. */
const graceMs = 50;

/** A note: waiting for the next heartbeat only risks another election. */
export const leaderHeard: Rule = {
  id: 'leader-heard',
  title: 'upon election a leader sends initial heartbeats to each server',
  source: '§5.2, Figure 2 (Rules for leaders)',
  severity: 'note',
  needs: ['AppendEntries term', 'no other RPCs'],
  watch({ model, report }) {
    /** The peers that a new leader has not written to yet. */
    const waiting = new Map<
      number,
      { event: TraceEvent; term: number; life: number; peers: Set<number> }
    >();
    const sent = new Map<number, { term: number; peers: Set<number> }>();
    return {
      state(event) {
        const { server, isLeader, term } = event;
        waiting.delete(server);
        if (!isLeader) return;
        const done = sent.get(server);
        const others = model.servers.flatMap((_, peer) => (peer === server ? [] : [peer]));
        const peers = new Set(
          others.filter((peer) => done?.term !== term || !done.peers.has(peer)),
        );
        if (peers.size > 0)
          waiting.set(server, { event, term, life: model.server(server).life, peers });
      },
      'rpc.send'(_event, { from, request, to }) {
        if (request.kind === 'vote' || request.kind === 'foreign') return;
        let done = sent.get(from);
        if (done?.term !== request.term) {
          done = { term: request.term, peers: new Set() };
          sent.set(from, done);
        }
        done.peers.add(to);
        const left = waiting.get(from);
        if (left?.term !== request.term) return;
        left.peers.delete(to);
        if (left.peers.size === 0) waiting.delete(from);
      },
      settled() {
        for (const [server, { event, life, peers, term }] of waiting) {
          const facts = model.server(server);
          if (!facts.up || facts.life !== life) waiting.delete(server);
          else if (model.nowMs - event.atMs > graceMs) {
            waiting.delete(server);
            report({
              message:
                `server ${server} became leader of term ${term} and has sent nothing to ` +
                `${[...peers].join(', ')} for more than ${graceMs} ms`,
              servers: [server],
              evidence: [event],
            });
          }
        }
      },
    };
  },
};
