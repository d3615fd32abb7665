import type { Rule } from '../oracle.ts';

/** A violation: a client waits at an index where something else appears in that very term. */
export const startKept: Rule = {
  id: 'start-kept',
  title: 'a command that Start has accepted stands at the index and in the term it answered',
  source: 'the Raft contract, Start; §5.3',
  severity: 'violation',
  needs: ['AppendEntries'],
  watch({ model, report }) {
    return {
      start(event) {
        const { startConflict } = model;
        if (startConflict === undefined) return;
        report({
          message: `server ${event.server}: ${startConflict.message}`,
          servers: [event.server],
          evidence: [event],
        });
      },
      'rpc.send'(event, { conflict, from }) {
        if (conflict?.earlier?.how !== 'Start') return;
        report({
          message: `server ${from} sends something else than Start answered: ${conflict.message}`,
          servers: [...new Set([conflict.earlier.server, from])],
          evidence: [event],
        });
      },
    };
  },
};
