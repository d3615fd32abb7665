import type { TraceEvent } from '../../../sim/trace/event.ts';
import type { LastEntrySource } from '../model/call.ts';
import type { Model } from '../model/model.ts';
import { compareUpToDate, showLastEntry, type LastEntry } from '../model/last-entry.ts';
import type { Handlers } from '../oracle.ts';

/** A server shows that it has lost entries that it certainly had. */
export interface Loss {
  readonly server: number;
  readonly message: string;
  /** How it was known that it had them. */
  readonly source: LastEntrySource;
  readonly event: TraceEvent;
}

/**
 * Calls `lose` when a server's answer or candidacy shows that entries are gone which it had, and which
 * no leader has overwritten. Two rules share this: what a crash may not take, and what nothing may.
 */
export function watchLosses(model: Model, lose: (loss: Loss) => void): Handlers {
  const had = (lastEntry: LastEntry, source: LastEntrySource): string =>
    `in term ${source.term} its log had ${showLastEntry(lastEntry)}`;
  return {
    'rpc.reply'(event, { answer, arrival, request, to }) {
      if (request.kind !== 'append' || arrival === undefined) return;
      const { lastEntry, lastEntryFrom } = arrival;
      if (answer?.agrees !== false || answer.term !== request.term || lastEntryFrom === undefined)
        return;
      if (model.server(to).changes !== arrival.changes) return;
      const { prevLogIndex, prevLogTerm } = request;
      // What lies within its snapshot a follower may refuse, as it cannot compare there.
      const { snapshotIndex } = model.server(to);
      if (snapshotIndex > 0 && prevLogIndex <= snapshotIndex) return;
      if (model.history.termAt(lastEntry, prevLogIndex) !== prevLogTerm) return;
      const message =
        `server ${to} rejects entries after index ${prevLogIndex} of term ` +
        `${prevLogTerm}, although ${had(lastEntry, lastEntryFrom)}`;
      lose({ server: to, message, source: lastEntryFrom, event });
    },
    'rpc.send'(event, { from, request }) {
      if (request.kind !== 'vote') return;
      const { lastEntry, lastEntryFrom } = model.server(from);
      // What it acknowledged in this very term may be later than the request was made.
      if (lastEntryFrom === undefined || lastEntryFrom.term >= request.term) return;
      const shown = { index: request.lastLogIndex, term: request.lastLogTerm };
      if (compareUpToDate(shown, lastEntry) >= 0) return;
      const message =
        `server ${from} asks for votes with a log that ends with ${showLastEntry(shown)}, although ` +
        had(lastEntry, lastEntryFrom);
      lose({ server: from, message, source: lastEntryFrom, event });
    },
  };
}
