import type { TraceEvent } from '../../../sim/trace/event.ts';
import type { Rule } from '../oracle.ts';

interface Claim {
  readonly server: number;
  readonly life: number;
  readonly term: number;
  readonly isLeader: boolean;
  readonly event: TraceEvent;
}

/**
 * A violation: all checks of leaders and terms ask GetState. Compared when the event that made the
 * server speak is over: it must have reached the term it spoke of, and must have said that it leads
 * a term, then or before, when it acts as its leader.
 */
export const getStateAgrees: Rule = {
  id: 'get-state-agrees',
  title: 'GetState tells the term and the role that the server acts in',
  source: 'the Raft contract, GetState',
  severity: 'violation',
  needs: [],
  watch({ model, report }) {
    let claims: Claim[] = [];
    const claim = (server: number, term: number, isLeader: boolean, event: TraceEvent): void => {
      const { led, life, term: now } = model.server(server);
      if (term <= now && (!isLeader || led.has(term))) return;
      claims.push({ server, life, term, isLeader, event });
    };
    return {
      'rpc.send'(event, { from, request }) {
        if (request.kind === 'foreign') return;
        claim(from, request.term, request.kind !== 'vote', event);
      },
      'rpc.reply'(event, { answer, to }) {
        if (answer !== undefined) claim(to, answer.term, false, event);
      },
      start(event) {
        claim(event.server, event.term, event.isLeader, event);
      },
      settled() {
        if (claims.length === 0) return;
        const settled = claims;
        claims = [];
        for (const { event, isLeader, life, server, term } of settled) {
          const facts = model.server(server);
          if (!facts.up || facts.life !== life) continue;
          if (term <= facts.term && (!isLeader || facts.led.has(term))) continue;
          const as = isLeader ? 'leader of ' : '';
          const role = facts.isLeader ? 'leader' : 'not leader';
          report({
            message:
              `server ${server} acts as ${as}term ${term}, but GetState says term ` +
              `${facts.term}, ${role}`,
            servers: [server],
            evidence: [event],
          });
        }
      },
    };
  },
};
