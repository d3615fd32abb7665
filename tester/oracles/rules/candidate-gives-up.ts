import type { TraceEvent } from '../../../sim/trace/event.ts';
import type { Rule } from '../oracle.ts';

/** A note: a vote asked for too late does no harm, as its term has its leader already. */
export const candidateGivesUp: Rule = {
  id: 'candidate-gives-up',
  title:
    'a candidate that receives AppendEntries from a leader of its term returns to follower state',
  source: '§5.2',
  severity: 'note',
  needs: ['RequestVote'],
  watch({ report }) {
    const heard = new Map<number, { term: number; event: TraceEvent }>();
    return {
      boot(event) {
        heard.delete(event.server);
      },
      'rpc.reply'(event, { answer, request, to }) {
        if (request.kind === 'vote' || request.kind === 'foreign') return;
        if (answer?.term === request.term) heard.set(to, { term: request.term, event });
      },
      'rpc.send'(event, { from, request }) {
        if (request.kind !== 'vote') return;
        const last = heard.get(from);
        if (last?.term !== request.term) return;
        report({
          message:
            `server ${from} still asks for votes of term ${request.term}, after it has ` +
            'answered the leader of that term',
          servers: [from],
          evidence: [last.event, event],
        });
      },
    };
  },
};
