import type { TraceEvent } from '../../../sim/trace/event.ts';
import { showValue } from '../../../sim/trace/show.ts';
import { eventsOf } from '../model/acknowledged.ts';
import { showDecision } from '../model/commitment.ts';
import { sameCommand } from '../model/log-history.ts';
import type { Rule } from '../oracle.ts';

/**
 * A violation. That nothing is applied before it is committed is watched by commit-majority and
 * commit-own-term; this rule compares what is applied with what is committed there, so that the first
 * server to apply something else is named, and not the second.
 */
export const applyCommitted: Rule = {
  id: 'apply-committed',
  title: 'a server applies the committed entry at each index, and no other',
  source: '§5.3, §5.4.3',
  severity: 'violation',
  needs: ['AppendEntries', 'AppendEntries reply', 'no other RPCs'],
  watch({ model, report }) {
    /** The message that brought each server forward last: what it applies may have come with it. */
    const latest = new Map<number, TraceEvent>();
    return {
      'rpc.deliver'(_event, { request, sent, to }) {
        if (request.kind === 'append' || request.kind === 'install') latest.set(to, sent);
      },
      apply(event) {
        const { command, index, server } = event;
        const entry = model.commitment.at(index);
        if (entry?.command === undefined || sameCommand(entry.command.command, command.value))
          return;
        const own = model.history.termOf(index, command.value);
        const where =
          own === undefined
            ? ', which no leader has shown there'
            : `, an entry of term ${own} there`;
        const { decision } = entry;
        report({
          message:
            `server ${server} applies ${showValue(command.value)} at index ${index}` +
            `${where}; committed is ${showValue(entry.command.command)} of term ${entry.term}, ` +
            `with ${showDecision(decision)}`,
          servers: [server],
          evidence: [...eventsOf(decision.marks), latest.get(server), event],
        });
      },
    };
  },
};
