import { onDisk } from '../model/server.ts';
import type { Rule } from '../oracle.ts';
import { watchLosses } from '../watchers/losses.ts';

/** A violation: the leader has counted on those entries, and may have committed them. */
export const acknowledgedSurvives: Rule = {
  id: 'acknowledged-entries-survive',
  title: 'the log is persistent: entries that a server has acknowledged survive a crash',
  source: 'Figure 2 (State)',
  severity: 'violation',
  needs: ['AppendEntries', 'AppendEntries reply', 'no other RPCs'],
  watch({ model, report }) {
    return watchLosses(model, ({ event, message, server, source }) => {
      const { life, savedBy } = model.server(server);
      if (source.life === life) return;
      report({
        message:
          `${message}. That was in its life ${source.life}, now it is in life ` +
          `${life}; ${onDisk(savedBy)}`,
        servers: [server],
        evidence: [source.event, savedBy, event],
      });
    });
  },
};
