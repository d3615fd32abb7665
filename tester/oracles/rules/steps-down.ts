import type { TraceEvent } from '../../../sim/trace/event.ts';
import type { Rule } from '../oracle.ts';

/** How long a server may take to look at a reply; most look at once. */
const graceMs = 60;

/**
 * A violation: a leader that does not step down goes on taking commands that will be lost. Requests
 * are covered by reply-term; this is about replies. A server is accused when it acts in its old term,
 * and says that it still is in it, well after the reply with the higher term has reached it.
 */
export const stepsDown: Rule = {
  id: 'steps-down',
  title: 'if an RPC response contains a higher term, the server takes it on and becomes follower',
  source: '§5.1, Figure 2 (Rules for all servers)',
  severity: 'violation',
  needs: [],
  watch({ model, report }) {
    const learned = new Map<
      number,
      { term: number; life: number; event: TraceEvent; atMs: number }
    >();
    const act = (server: number, term: number, event: TraceEvent): void => {
      const lesson = learned.get(server);
      if (lesson === undefined) return;
      const facts = model.server(server);
      if (facts.term >= lesson.term || facts.life !== lesson.life) {
        learned.delete(server);
        return;
      }
      if (term >= lesson.term || event.atMs - lesson.atMs < graceMs) return;
      report({
        message:
          `server ${String(server)} still acts in term ${String(term)}, although a reply has told it of ` +
          `term ${String(lesson.term)}`,
        servers: [server],
        evidence: [lesson.event, event],
      });
    };
    return {
      'rpc.return'(event, call) {
        const { answer, from } = call;
        if (answer === undefined || !model.isAwaited(call)) return;
        const { life, term } = model.server(from);
        if (answer.term <= Math.max(term, learned.get(from)?.term ?? 0)) return;
        learned.set(from, { term: answer.term, life, event, atMs: event.atMs });
      },
      'rpc.send'(event, { from, request }) {
        if (request.kind !== 'foreign') act(from, request.term, event);
      },
      start(event) {
        if (event.isLeader) act(event.server, event.term, event);
      },
    };
  },
};
