import type { TraceEvent } from '../../../sim/trace/event.ts';
import type { Rule } from '../oracle.ts';

/** Half of the shortest election timeout that the paper speaks of (150 ms, §5.6 and §9.3). */
const patienceMs = 75;

/**
 * A violation: a server that starts elections under a working leader deposes it again and again, and
 * no timeout of the paper's range is that short. Judged only right after the server has answered
 * the leader of its own term, or voted, and only if it did not learn of another term since.
 */
export const hearsLeader: Rule = {
  id: 'hears-leader-no-campaign',
  title:
    'a server starts an election only if it has not received AppendEntries from the current leader ' +
    'or granted a vote for an election timeout',
  source: '§5.2, Figure 2 (Rules for followers)',
  severity: 'violation',
  needs: ['RequestVote', 'no other RPCs'],
  watch({ model, report }) {
    const calmed = new Map<number, { term: number; event: TraceEvent }>();
    return {
      boot(event) {
        calmed.delete(event.server);
      },
      'rpc.reply'(event, { answer, request, to }) {
        if (answer?.term !== model.server(to).term && request.kind === 'foreign') return;
        if (request.kind === 'foreign' || answer?.term !== request.term) return;
        if (request.kind === 'vote' && !answer.agrees) return;
        calmed.set(to, { term: answer.term, event });
      },
      'rpc.send'(event, { from, request }) {
        if (request.kind !== 'vote') return;
        const last = calmed.get(from);
        const { term } = model.server(from);
        if (last?.term !== term || request.term !== term + 1) return;
        const sinceMs = event.atMs - last.event.atMs;
        if (sinceMs >= patienceMs) return;
        report({
          message:
            `server ${String(from)} starts an election only ${sinceMs.toFixed(1)} ms after it answered ` +
            `in term ${String(term)}; that should have put its election off by a whole election timeout`,
          servers: [from],
          evidence: [last.event, event],
        });
      },
    };
  },
};
