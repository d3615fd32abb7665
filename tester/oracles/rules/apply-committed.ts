import { sameCommand } from '../model/ledger.ts';
import { showValue } from '../../../sim/trace/show.ts';
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
    return {
      apply(event) {
        const entry = model.commitment.at(event.index);
        if (entry?.command === undefined) return;
        const { command } = entry.command;
        if (sameCommand(command, event.command.value)) return;
        report({
          message:
            `server ${String(event.server)} applies ${showValue(event.command.value)} at index ` +
            `${String(event.index)}, where ${showValue(command)} of term ${String(entry.term)} is committed`,
          servers: [event.server],
          evidence: [event],
        });
      },
    };
  },
};
