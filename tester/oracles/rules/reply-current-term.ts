import { showTime } from '../../../sim/trace/show.ts';
import type { Call } from '../model/call.ts';
import type { Rule } from '../oracle.ts';

/**
 * A violation: whoever is told an old term does not learn that it is out of date, and takes a refusal
 * for one by a server of its own term. Judged by what GetState said before the request came.
 */
export const replyCurrentTerm: Rule = {
  id: 'reply-current-term',
  title: 'a reply carries the currentTerm of the server that answers',
  source: '§5.1, Figure 2 (Results)',
  severity: 'violation',
  needs: [],
  watch({ model, report }) {
    return {
      'rpc.reply'(event, call) {
        const { answer, arrival, from, request, sent, to } = call;
        if (request.kind === 'foreign' || answer === undefined || arrival === undefined) return;
        if (answer.term >= arrival.term) return;
        const { stateFrom } = model.server(to);
        const since = stateFrom === undefined ? '' : ` (since ${showTime(stateFrom.atMs)})`;
        report({
          message:
            `server ${to} answers a request of server ${from}, of term ` +
            `${request.term}, with term ${answer.term}, although it was itself in ` +
            `term ${arrival.term}${since} when the request came${whatItIs(answer.term, call)}`,
          servers: [to],
          evidence: [stateFrom, sent, event],
        });
      },
    };
  },
};

/** Other things at hand that are of that term, one of which it may have been taken from. */
function whatItIs(term: number, { arrival, request }: Call): string {
  const same: string[] = [];
  if (request.kind !== 'foreign' && request.term === term) same.push('the request');
  if (request.kind === 'install' && request.lastIncludedTerm === term) {
    same.push('the last entry in the snapshot');
  }
  if (arrival?.lastEntry.term === term && term > 0) same.push('the last entry known of its log');
  const things = same.join(', and of ');
  return same.length === 0 ? '' : `; term ${term} is that of ${things}`;
}
