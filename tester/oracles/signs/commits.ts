import type { TraceEvent } from '../../../sim/trace/event.ts';
import type { Handlers } from '../oracle.ts';

/** A server shows that it takes an index for committed. */
export interface Commit {
  readonly server: number;
  readonly index: number;
  readonly event: TraceEvent;
}

/** Calls `see` for every leaderCommit sent and every entry applied. */
export function watchCommits(see: (commit: Commit) => void): Handlers {
  return {
    'rpc.send'(event, { from, request }) {
      if (request.kind !== 'append' || request.leaderCommit === undefined) return;
      see({ server: from, index: request.leaderCommit, event });
    },
    apply(event) {
      see({ server: event.server, index: event.index, event });
    },
  };
}
