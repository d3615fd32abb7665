import type { TraceEvent } from '../../../sim/trace/event.ts';
import type { Rule } from '../oracle.ts';

/** A violation: Election Safety rests on it. Asking for votes is a vote for oneself (Figure 2). */
export const oneVotePerTerm: Rule = {
  id: 'one-vote-per-term',
  title: 'each server will vote for at most one candidate in a given term, also across restarts',
  source: '§5.2, Figure 2',
  severity: 'violation',
  needs: ['RequestVote', 'RequestVote reply'],
  watch({ model, report }) {
    const votes = model.servers.map(
      () => new Map<number, { candidate: number; life: number; event: TraceEvent }>(),
    );
    const vote = (voter: number, term: number, candidate: number, event: TraceEvent): void => {
      const { life } = model.server(voter);
      const first = votes[voter]?.get(term);
      if (first === undefined) votes[voter]?.set(term, { candidate, life, event });
      else if (first.candidate !== candidate) {
        report({
          message:
            `server ${voter} gave its vote of term ${term} to server ` +
            `${first.candidate} and then to server ${candidate}` +
            (first.life === life ? '' : `, after a restart (lives ${first.life} and ${life})`),
          servers: [voter],
          evidence: [first.event, event],
        });
      }
    };
    return {
      'rpc.send'(event, { from, request }) {
        if (request.kind === 'vote') vote(from, request.term, from, event);
      },
      'rpc.reply'(event, { answer, from, request, to }) {
        if (request.kind === 'vote' && answer?.agrees === true) vote(to, request.term, from, event);
      },
    };
  },
};
