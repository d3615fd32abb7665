import type { TraceEvent } from '../../../sim/trace/event.ts';
import { showTime } from '../../../sim/trace/show.ts';
import type { Rule } from '../oracle.ts';

/**
 * A violation: a crash at this moment makes the server forget what others count on.
 *
 * What is saved cannot be read here, but it can be seen *not* to have changed. So a server is accused
 * when it tells of a term, a vote or entries that are certainly new, and what it has on disk is still
 * exactly what it was before it could know of them.
 */
export const persistBeforeReply: Rule = {
  id: 'persist-before-reply',
  title: 'persistent state is updated on stable storage before responding to RPCs',
  source: 'Figure 2 (State)',
  severity: 'violation',
  needs: [],
  watch({ model, report }) {
    const votes = new VoteBaselines();
    const accuse = (server: number, what: string, event: TraceEvent): void => {
      const { savedBy } = model.server(server);
      const saved =
        savedBy === undefined
          ? 'but it has never persisted anything'
          : `but what it has persisted is still what it was at ${showTime(savedBy.atMs)}`;
      report({
        message: `server ${server} ${what}, ${saved}: a crash now would undo it`,
        servers: [server],
        evidence: [savedBy, event],
      });
    };
    const checkTerm = (i: number, term: number, event: TraceEvent): void => {
      const server = model.server(i);
      if (term === 0 || term < server.term || model.newborn.has(i)) return;
      const isNew = term > server.term;
      const before = isNew ? server.generationBefore : server.generationBeforeTerm;
      if (server.generation === before) accuse(i, `tells of its new term ${term}`, event);
      else if (!isNew) server.generationBeforeTerm = undefined;
    };
    return {
      'rpc.send'(event, { from, request }) {
        if (request.kind !== 'foreign') checkTerm(from, request.term, event);
      },
      'rpc.deliver'(_event, { from, request, to }) {
        if (request.kind === 'vote')
          votes.arrive(to, from, request.term, model.server(to).generation);
      },
      'rpc.reply'(event, call) {
        const { answer, arrival, from, request, to } = call;
        if (answer === undefined || arrival === undefined) return;
        checkTerm(to, answer.term, event);
        const { generation } = model.server(to);
        if (!answer.agrees) return;
        if (request.kind === 'vote' && from !== to) {
          if (votes.before(to, from, request.term) !== generation) return;
          accuse(to, `grants server ${from} its vote of term ${request.term}`, event);
        } else if (
          request.kind === 'append' &&
          arrival.isNews &&
          generation === arrival.generation
        ) {
          accuse(to, `acknowledges new entries up to index ${request.lastIndex}`, event);
        }
      },
    };
  },
};

/** The generation of each voter's disk when a candidate asked for its vote of a term first. */
class VoteBaselines {
  readonly #first = new Map<string, number>();

  arrive(voter: number, candidate: number, term: number, generation: number): void {
    const key = keyOf(voter, candidate, term);
    if (!this.#first.has(key)) this.#first.set(key, generation);
  }

  before(voter: number, candidate: number, term: number): number | undefined {
    return this.#first.get(keyOf(voter, candidate, term));
  }
}

function keyOf(voter: number, candidate: number, term: number): string {
  return `${voter}/${candidate}/${term}`;
}
