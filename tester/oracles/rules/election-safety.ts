import type { TraceEvent } from '../../../sim/trace/event.ts';
import type { Rule } from '../oracle.ts';
import { watchLeadership } from '../watchers/leadership.ts';

/** A violation: with two leaders in one term, two different logs are committed. */
export const electionSafety: Rule = {
  id: 'election-safety',
  title: 'Election Safety: at most one leader can be elected in a given term',
  source: '§5.2, Figure 3',
  severity: 'violation',
  needs: [],
  watch({ report }) {
    const leaders = new Map<number, { server: number; event: TraceEvent }>();
    return watchLeadership(({ server, term }, event) => {
      const first = leaders.get(term);
      if (first === undefined) leaders.set(term, { server, event });
      else if (first.server !== server) {
        report({
          message:
            `expected one leader in term ${term}, but servers ${first.server} and ` +
            `${server} both act as its leader`,
          servers: [first.server, server],
          evidence: [first.event, event],
        });
      }
    });
  },
};
