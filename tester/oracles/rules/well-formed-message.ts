import type { TraceEvent } from '../../../sim/trace/event.ts';
import type { Call } from '../model/call.ts';
import type { Flaw } from '../model/forms.ts';
import type { Rule } from '../oracle.ts';

/**
 * A violation. Reading one place beside a log gives `undefined` in TypeScript, where other languages
 * would stop: the message goes out, the receiver compares with nothing, and all goes on in silence.
 * What an implementation never shows, or always writes in its own way, is not judged.
 */
export const wellFormedMessage: Rule = {
  id: 'well-formed-message',
  title: 'the fields of a message are always there, and hold what the figure says',
  source: 'Figure 2 and 13',
  severity: 'violation',
  needs: [],
  watch({ report }) {
    /** The latest candidacy of each server: it tells where its log ended. */
    const candidacies = new Map<number, TraceEvent>();
    const accuse = (message: string, server: number, flaw: Flaw, event: TraceEvent): void => {
      const candidacy = flaw.earlier === undefined ? candidacies.get(server) : undefined;
      report({
        message: `${message} cannot be right: ${flaw.message}`,
        servers: [server],
        evidence: [candidacy, flaw.earlier, event],
      });
    };
    return {
      'rpc.send'(event, { flaw, from, method, request, to }) {
        if (flaw !== undefined) {
          const what = `the ${name(method)} that server ${from} sends server ${to}`;
          accuse(what, from, flaw, event);
        }
        if (request.kind === 'vote') candidacies.set(from, event);
      },
      'rpc.reply'(event, { answerFlaw, from, method, to }: Call) {
        if (answerFlaw === undefined) return;
        const what = `the reply of server ${to} to the ${name(method)} of server ${from}`;
        accuse(what, to, answerFlaw, event);
      },
    };
  },
};

function name(method: string): string {
  return method.replace('Raft.', '');
}
