import type { Rule } from '../oracle.ts';

/** A violation: agreeing in an old term breaks what the server has agreed to in the present one. */
export const staleTermRefused: Rule = {
  id: 'stale-term-refused',
  title: 'a server that receives a request with a stale term number rejects it',
  source: '§5.1, Figure 2 (reply false if term < currentTerm)',
  severity: 'violation',
  needs: [],
  watch({ model, report }) {
    return {
      'rpc.reply'(event, { answer, arrival, request, sent, to }) {
        if (request.kind === 'foreign' || request.kind === 'install') return;
        if (arrival === undefined || answer?.agrees !== true) return;
        if (request.term >= arrival.term) return;
        const what = request.kind === 'vote' ? 'granted a vote' : 'accepted AppendEntries';
        report({
          message:
            `server ${to} was in term ${arrival.term} and ${what} in term ` + String(request.term),
          servers: [to],
          evidence: [model.server(to).stateFrom, sent, event],
        });
      },
    };
  },
};
