import type { Rule } from '../oracle.ts';
import { watchLosses } from '../watchers/losses.ts';

/**
 * A violation: a follower deletes entries only where they conflict with a leader's. One that rejects
 * what it has acknowledged has deleted more, or does not compare as Figure 2 says.
 */
export const acknowledgementKept: Rule = {
  id: 'acknowledgement-kept',
  title: 'a follower deletes an entry only if it conflicts with one of the leader',
  source: '§5.3, Figure 2 (AppendEntries, step 3)',
  severity: 'violation',
  needs: ['AppendEntries', 'AppendEntries reply', 'no other RPCs'],
  watch({ model, report }) {
    return watchLosses(model, ({ event, message, server, source }) => {
      if (source.life !== model.server(server).life) return;
      report({ message, servers: [server], evidence: [source.event, event] });
    });
  },
};
