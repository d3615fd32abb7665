import type { Rule } from '../oracle.ts';

/** A violation: a server that saw a higher term and does not take it on may act in the old one. */
export const replyTerm: Rule = {
  id: 'reply-term',
  title:
    'a server that receives a request with a higher term takes that term on and answers with it',
  source: '§5.1, Figure 2 (Rules for all servers)',
  severity: 'violation',
  needs: [],
  watch({ report }) {
    return {
      'rpc.reply'(event, { answer, arrival, request, sent, to }) {
        if (request.kind === 'foreign' || answer === undefined) return;
        if (answer.term >= request.term) return;
        report({
          message:
            `server ${to}, in term ${String(arrival?.term)} until then, answered a request of ` +
            `term ${request.term} with term ${answer.term}`,
          servers: [to],
          evidence: [sent, event],
        });
      },
    };
  },
};
