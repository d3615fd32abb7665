import type { TraceEvent } from '../../../sim/trace/event.ts';
import { eventsOf } from '../model/acknowledged.ts';
import { showDecision } from '../model/commitment.ts';
import type { Rule } from '../oracle.ts';

/**
 * A violation: a snapshot stands for committed entries and ends with a certain one. With a wrong
 * term there, the next consistency check fails or, worse, passes.
 */
export const snapshotOfCommitted: Rule = {
  id: 'snapshot-of-committed',
  title: 'a snapshot covers committed entries, and names the index and term of the last of them',
  source: '§7, Figure 12 and 13',
  severity: 'violation',
  needs: ['AppendEntries', 'AppendEntries reply', 'no other RPCs'],
  watch({ model, report }) {
    const check = (server: number, index: number, term: number, event: TraceEvent): void => {
      const { commitment } = model;
      const committed = commitment.at(index);
      const isCommitted = index <= commitment.index;
      if (isCommitted && (committed === undefined || committed.term === term)) return;
      const decision = isCommitted ? committed?.decision : commitment.decision;
      const by = decision === undefined ? '' : `, with ${showDecision(decision)}`;
      const instead = isCommitted
        ? `but the entry committed there is of term ${String(committed?.term)}${by}`
        : `but only index ${commitment.index} is committed${by}`;
      report({
        message: `server ${server} has a snapshot up to index ${index}, term ${term}, ` + instead,
        servers: [server],
        evidence: [...eventsOf(decision?.marks ?? []), event],
      });
    };
    return {
      'rpc.send'(event, { from, request }) {
        if (request.kind !== 'install') return;
        check(from, request.lastIncludedIndex, request.lastIncludedTerm, event);
      },
      'apply.snapshot'(event) {
        check(event.server, event.index, event.term, event);
      },
    };
  },
};
