import type { TraceEvent } from '../../../sim/trace/event.ts';
import type { Call } from '../model/call.ts';
import type { Handlers } from '../oracle.ts';

export interface Leadership {
  readonly server: number;
  readonly term: number;
}

/** Calls `see` for whatever only a leader does: lead a term, send entries, accept a command. */
export function watchLeadership(see: (leader: Leadership, event: TraceEvent) => void): Handlers {
  return {
    'rpc.send'(event, { from, request }: Call) {
      if (request.kind === 'vote' || request.kind === 'foreign') return;
      see({ server: from, term: request.term }, event);
    },
    state(event) {
      if (event.isLeader) see(event, event);
    },
    start(event) {
      if (event.isLeader) see(event, event);
    },
  };
}
