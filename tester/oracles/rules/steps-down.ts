import type { TraceEvent } from '../../../sim/trace/event.ts';
import type { Rule } from '../oracle.ts';

/** How long a server may take to look at a reply; most look at once. */
const graceMs = 60;

interface Lesson {
  readonly term: number;
  readonly life: number;
  readonly reply: TraceEvent | undefined;
  readonly event: TraceEvent;
}

/**
 * A violation: a leader that does not step down goes on taking commands that will be lost. Requests
 * are covered by reply-term; this is about replies. A server is accused when GetState still says the
 * old term well after the reply with the higher one has reached it.
 */
export const stepsDown: Rule = {
  id: 'steps-down',
  title: 'if an RPC response contains a higher term, the server takes it on and becomes follower',
  source: '§5.1, Figure 2 (Rules for all servers)',
  severity: 'violation',
  needs: [],
  watch({ model, report }) {
    const learned = new Map<number, Lesson>();
    return {
      kill(event) {
        learned.delete(event.server);
      },
      'rpc.return'(event, call) {
        const { answer, from } = call;
        if (answer === undefined || !model.isAwaited(call)) return;
        const { life, term } = model.server(from);
        if (answer.term <= Math.max(term, learned.get(from)?.term ?? 0)) return;
        learned.set(from, { term: answer.term, life, reply: call.answered, event });
      },
      settled() {
        for (const [server, lesson] of learned) {
          const { life, term, up } = model.server(server);
          if (term >= lesson.term || life !== lesson.life || !up) learned.delete(server);
          else if (model.nowMs - lesson.event.atMs >= graceMs) {
            learned.delete(server);
            report({
              message:
                `server ${server} is still in term ${term}, although a reply has told it ` +
                `of term ${lesson.term} ${graceMs} ms ago`,
              servers: [server],
              evidence: [model.server(server).stateFrom, lesson.reply, lesson.event],
            });
          }
        }
      },
    };
  },
};
