import type { TraceEvent } from '../../../sim/trace/event.ts';
import type { Model } from '../model/model.ts';
import type { Handlers } from '../oracle.ts';

/** A server shows that it takes an index for committed. */
export interface Commit {
  readonly server: number;
  readonly index: number;
  /** The term that the server is in. */
  readonly term: number;
  readonly event: TraceEvent;
}

/** Calls `see` for every leaderCommit sent and every entry applied. */
export function watchCommits(model: Model, see: (commit: Commit) => void): Handlers {
  return {
    'rpc.send'(event, { from, request }) {
      if (request.kind !== 'append' || request.leaderCommit === undefined) return;
      see({ server: from, index: request.leaderCommit, term: request.term, event });
    },
    apply(event) {
      const { index, server } = event;
      see({ server, index, term: model.server(server).term, event });
    },
  };
}
