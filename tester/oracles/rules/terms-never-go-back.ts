import { onDisk } from '../model/server.ts';
import type { Rule } from '../oracle.ts';

/**
 * A violation: a server that forgets its term can vote again in one it has voted in. Judged by what
 * GetState answers: in one life against what it answered before, in a later life against the terms
 * that the server has put into messages. Those it must have persisted.
 */
export const termsNeverGoBack: Rule = {
  id: 'terms-never-go-back',
  title: 'currentTerm is persistent and increases monotonically',
  source: '§5.1, Figure 2',
  severity: 'violation',
  needs: [],
  watch({ model, report }) {
    const checkTold = (server: number, term: number): void => {
      const { life, savedBy, told } = model.server(server);
      if (told === undefined || term >= told.term) return;
      report({
        message:
          `server ${server} is in term ${term} as it begins its life ` +
          `${life}, although it had told others of term ${told.term}; ${onDisk(savedBy)}`,
        servers: [server],
        evidence: [told.event, savedBy, model.server(server).stateFrom],
      });
    };
    return {
      state(event) {
        const { server, term } = event;
        if (model.newborn.has(server)) return;
        const before = model.server(server).term;
        if (term >= before) return;
        report({
          message: `server ${server} went from term ${before} back to term ${term}`,
          servers: [server],
          evidence: [model.server(server).stateFrom, event],
        });
      },
      settled() {
        for (const server of model.newborn) {
          const facts = model.server(server);
          if (facts.up) checkTold(server, facts.term);
        }
      },
    };
  },
};
