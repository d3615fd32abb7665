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
      server: number,
      term: number,
      index: number,
      event: Parameters<typeof report>[0]['evidence'][0],
    ): void => {
      const committed = commitment.at(index);
      report({
        message:
          `server ${String(server)} leads term ${String(term)} without the entry of term ` +
          `${String(committed?.term)} at index ${String(index)}, which the leader of term ` +
          `${String(committed?.leaderTerm)} could commit`,
        servers: [server],
        evidence: [event],
      });
    };
    return {
      'rpc.send'(event, { from, request }) {
        if (request.kind !== 'append') return;
        const index = commitment.contradiction(request);
        if (index !== undefined) accuse(from, request.term, index, event);
      },
      start(event) {
        if (!event.isLeader) return;
        const committed = commitment.at(event.index);
        if (committed === undefined || event.term <= committed.leaderTerm) return;
        accuse(event.server, event.term, event.index, event);
      },
    };
  },
};
