import type { EventOf, TraceEvent } from '../../../sim/trace/event.ts';
import type { Rule } from '../oracle.ts';
import { watchLeadership } from '../watchers/leadership.ts';

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
    const replies = new Map<string, EventOf<'rpc.reply'>[]>();
    const refusals = new Map<string, EventOf<'rpc.reply'>[]>();
    /** Votes of earlier candidacies that reached a candidate in its present term. */
    const late = new Map<
      string,
      { readonly voter: number; readonly term: number; event: TraceEvent }[]
    >();
    const elected = new Set<string>();
    const key = (term: number, candidate: number): string => `${term}/${candidate}`;
    return {
      'rpc.reply'(event, { answer, from, request }) {
        if (request.kind !== 'vote' || answer === undefined) return;
        add(answer.agrees ? replies : refusals, key(request.term, from), event);
      },
      'rpc.return'(event, { answer, from, request, to: voter }) {
        if (request.kind !== 'vote' || answer?.agrees !== true) return;
        const { term } = model.server(from);
        if (term > request.term) add(late, key(term, from), { voter, term: request.term, event });
      },
      ...watchLeadership(({ server, term }, event) => {
        const candidacy = key(term, server);
        if (elected.has(candidacy)) return;
        elected.add(candidacy);
        const granted = replies.get(candidacy) ?? [];
        const refused = refusals.get(candidacy) ?? [];
        const stale = late.get(candidacy) ?? [];
        for (const kind of [replies, refusals, late]) kind.delete(candidacy);
        const voters = [...new Set([server, ...granted.map(({ to }) => to)])].sort((a, b) => a - b);
        if (voters.length >= model.majority) return;
        const count = (to: number): number => granted.filter((reply) => reply.to === to).length;
        const twice = voters.filter((voter) => count(voter) > 1);
        const remarks = [
          ...twice.map((to) => `server ${to} has granted it in ${count(to)} replies`),
          ...refused.map(({ to }) => `server ${to} has refused`),
          ...stale.map((vote) => `a vote of term ${vote.term} came from server ${vote.voter}`),
        ];
        report({
          message:
            `server ${server} acts as leader of term ${term} with the votes of ` +
            `${voters.join(', ')} (its own included); ${model.majority} of ` +
            `${model.size} servers are a majority` +
            remarks.map((remark) => `; ${remark}`).join(''),
          servers: [server],
          evidence: [...granted, ...refused, ...stale.map((vote) => vote.event), event].sort(
            (a, b) => a.atMs - b.atMs,
          ),
        });
      }),
    };
  },
};

function add<Item>(lists: Map<string, Item[]>, key: string, item: Item): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [item]);
  else list.push(item);
}
