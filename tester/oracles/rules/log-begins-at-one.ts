import type { Rule } from '../oracle.ts';

/** A violation: the service waits for index 1 first, and takes nothing at an index below. */
export const logBeginsAtOne: Rule = {
  id: 'log-begins-at-one',
  title: 'the first index of a log is 1',
  source: 'the Raft contract, Start; Figure 2 (State)',
  severity: 'violation',
  needs: [],
  watch({ report }) {
    return {
      start(event) {
        const { index, isLeader, server, term } = event;
        if (!isLeader || index >= 1) return;
        report({
          message:
            `server ${server}, leader of term ${term}, takes a command and answers index ` +
            `${index}. To the service its first entry has index 1, wherever the array begins ` +
            'that holds the log',
          servers: [server],
          evidence: [event],
        });
      },
    };
  },
};
