import type { Rule } from '../oracle.ts';
import { watchLeadership } from '../signs/leadership.ts';

/**
 * A violation: two servers could be elected in one term, by halves that do not overlap.
 * Counted are the votes whose replies were sent, and the candidate's own.
 */
export const electedByMajority: Rule = {
  id: 'elected-by-majority',
  title: 'a candidate wins an election if it receives votes from a majority of the servers',
  source: '§5.2',
  severity: 'violation',
  needs: ['RequestVote', 'RequestVote reply', 'no other RPCs'],
  watch({ model, report }) {
    const votes = new Map<string, Set<number>>();
    const elected = new Set<string>();
    const key = (term: number, candidate: number): string => `${String(term)}/${String(candidate)}`;
    return {
      'rpc.reply'(_event, { answer, from, request, to }) {
        if (request.kind !== 'vote' || answer?.agrees !== true) return;
        const candidacy = key(request.term, from);
        const voters = votes.get(candidacy) ?? new Set([from]);
        votes.set(candidacy, voters.add(to));
      },
      ...watchLeadership(({ server, term }, event) => {
        const candidacy = key(term, server);
        if (elected.has(candidacy)) return;
        elected.add(candidacy);
        const voters = [...(votes.get(candidacy) ?? [server])].sort((a, b) => a - b);
        votes.delete(candidacy);
        if (voters.length >= model.majority) return;
        report({
          message:
            `server ${String(server)} acts as leader of term ${String(term)} with the votes of ` +
            `${voters.join(', ')}; ${String(model.majority)} of ${String(model.size)} servers are a majority`,
          servers: [server],
          evidence: [event],
        });
      }),
    };
  },
};
