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
    /** What else may have set the timer of each server, the latest of its kind. */
    const resets = model.servers.map(() => new Map<string, TraceEvent>());
    const reset = (server: number, what: string, event: TraceEvent): void => {
      resets[server]?.set(what, event);
    };
    return {
      boot(event) {
        calmed.delete(event.server);
        resets[event.server]?.clear();
        reset(event.server, 'its start', event);
      },
      'rpc.reply'(event, { answer, from, request, to }) {
        if (request.kind === 'foreign' || answer?.term !== request.term) return;
        if (request.kind === 'vote' && !answer.agrees) return;
        calmed.set(to, { term: answer.term, event });
        const what = request.kind === 'vote' ? 'its vote for' : 'its answer to leader';
        reset(to, `${what} server ${from}`, event);
      },
      'rpc.send'(event, { from, request }) {
        if (request.kind !== 'vote') return;
        const last = calmed.get(from);
        const { term } = model.server(from);
        const sinceMs = event.atMs - (last?.event.atMs ?? 0);
        if (last?.term === term && request.term === term + 1 && sinceMs < patienceMs) {
          const history = [...(resets[from] ?? [])]
            .sort(([, a], [, b]) => b.atMs - a.atMs)
            .slice(0, 4);
          const ages = history.map(
            ([what, { atMs }]) => `${what} ${(event.atMs - atMs).toFixed(1)} ms ago`,
          );
          report({
            message:
              `server ${from} starts an election only ${sinceMs.toFixed(1)} ms after it answered ` +
              `in term ${term}; that should have put its election off by a whole election ` +
              `timeout. What may have set its timer: ${ages.join(', ')}`,
            servers: [from],
            evidence: [...history.map(([, each]) => each).reverse(), event],
          });
        }
        reset(from, 'an election of its own', event);
      },
    };
  },
};
