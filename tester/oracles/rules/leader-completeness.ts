import type { TraceEvent } from '../../../sim/trace/event.ts';
import { eventsOf } from '../model/acknowledged.ts';
import { showDecision } from '../model/commitment.ts';
import type { Rule } from '../oracle.ts';

/** A violation: a committed entry is about to be lost. */
export const leaderCompleteness: Rule = {
  id: 'leader-completeness',
  title:
    'Leader Completeness: if a log entry is committed in a given term, then that entry will be ' +
    'present in the logs of the leaders for all higher-numbered terms',
  source: '§5.4, Figure 3',
  severity: 'violation',
  needs: ['AppendEntries', 'AppendEntries reply', 'no other RPCs'],
  watch({ model, report }) {
    const { commitment } = model;
    const accuse = (
      leader: { readonly server: number; readonly term: number },
      { index, instead }: { readonly index: number; readonly instead: number },
      event: TraceEvent,
    ): void => {
      const committed = commitment.at(index);
      if (committed === undefined) return;
      const { decision } = committed;
      report({
        message:
          `server ${leader.server} leads term ${leader.term} with an entry of term ` +
          `${instead} at index ${index}, where one of term ${committed.term} ` +
          `is committed, with ${showDecision(decision)}`,
        servers: [leader.server],
        evidence: [...eventsOf(decision.marks), event],
      });
    };
    return {
      'rpc.send'(event, { from, request }) {
        if (request.kind !== 'append') return;
        const index = commitment.contradiction(request);
        if (index === undefined) return;
        const instead =
          index === request.prevLogIndex
            ? request.prevLogTerm
            : request.entries[index - request.prevLogIndex - 1]?.term;
        if (instead !== undefined) {
          accuse({ server: from, term: request.term }, { index, instead }, event);
        }
      },
      start(event) {
        if (!event.isLeader) return;
        const committed = commitment.at(event.index);
        if (committed === undefined || event.term <= committed.leaderTerm) return;
        accuse(event, { index: event.index, instead: event.term }, event);
      },
    };
  },
};
