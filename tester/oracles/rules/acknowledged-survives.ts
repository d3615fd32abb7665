import type { Rule } from '../oracle.ts';
import { watchLosses } from '../signs/losses.ts';

/** A violation: the leader has counted on those entries, and may have committed them. */
export const acknowledgedSurvives: Rule = {
  id: 'acknowledged-entries-survive',
  title: 'the log is persistent: entries that a server has acknowledged survive a crash',
  source: 'Figure 2 (State)',
  severity: 'violation',
  needs: ['AppendEntries', 'AppendEntries reply', 'no other RPCs'],
  watch({ model, report }) {
    return watchLosses(model, ({ event, message, server, source }) => {
      if (source.life === model.server(server).life) return;
      report({
        message: `${message}, before it crashed`,
        servers: [server],
        evidence: [source.event, event],
      });
    });
  },
};
