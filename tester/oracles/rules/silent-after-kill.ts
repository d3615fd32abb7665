import type { TraceEvent } from '../../../sim/trace/event.ts';
import type { Rule } from '../oracle.ts';

/** A violation: the tester is done with that server, and its successor may be running already. */
export const silentAfterKill: Rule = {
  id: 'silent-after-kill',
  title: 'a killed server sends nothing and applies nothing any more',
  source: 'the Raft contract, Kill',
  severity: 'violation',
  needs: [],
  watch({ report }) {
    const killed = new Map<number, TraceEvent>();
    const act = (server: number, what: string, event: TraceEvent): void => {
      const kill = killed.get(server);
      if (kill === undefined || kill.atMs === event.atMs) return;
      report({
        message: `server ${server} ${what} after it was killed`,
        servers: [server],
        evidence: [kill, event],
      });
    };
    return {
      kill(event) {
        killed.set(event.server, event);
      },
      boot(event) {
        killed.delete(event.server);
      },
      'rpc.send'(event, { from, method }) {
        act(from, `sends ${method}`, event);
      },
      apply(event) {
        act(event.server, `applies index ${event.index}`, event);
      },
      'apply.snapshot'(event) {
        act(event.server, `hands over a snapshot up to index ${event.index}`, event);
      },
    };
  },
};
