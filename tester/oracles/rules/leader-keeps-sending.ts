import type { TraceEvent } from '../../../sim/trace/event.ts';
import type { Rule } from '../oracle.ts';
import { WaitingCalls } from '../watchers/waiting.ts';

/** Ten heartbeats at the rate that the course allows, six of the slowest sensible ones. */
const silenceMs = 1_000;

/**
 * A violation: a follower that hears nothing for a second never gets what it lacks. A leader may wait
 * for a call under way, which can take seconds on a broken link; it is accused only if none is.
 */
export const leaderKeepsSending: Rule = {
  id: 'leader-keeps-sending',
  title:
    'a leader retries AppendEntries indefinitely, and sends heartbeats to all followers during idle periods',
  source: '§5.2, §5.3, Figure 2 (Rules for leaders)',
  severity: 'violation',
  needs: [],
  watch({ model, report }) {
    const lastContacts = new Map<number, TraceEvent[]>();
    const calls = new WaitingCalls();
    let checkedMs = 0;
    return {
      state(event) {
        lastContacts.delete(event.server);
        if (event.isLeader)
          lastContacts.set(
            event.server,
            model.servers.map(() => event),
          );
      },
      boot(event) {
        lastContacts.delete(event.server);
      },
      kill(event) {
        lastContacts.delete(event.server);
      },
      crash(event) {
        lastContacts.delete(event.server);
        calls.end(event.server);
      },
      'rpc.send'(event, call) {
        const contacts = lastContacts.get(call.from);
        if (contacts !== undefined) contacts[call.to] = event;
        calls.send(call);
      },
      'rpc.return'(event, { from, id, to }) {
        calls.return(id);
        const contacts = lastContacts.get(from);
        if (contacts !== undefined) contacts[to] = event;
      },
      'rpc.drop'(event) {
        calls.drop(event);
      },
      settled() {
        if (model.nowMs - checkedMs < 100) return;
        checkedMs = model.nowMs;
        for (const [server, contacts] of lastContacts) {
          const silent = contacts.findIndex(
            (contact, peer) =>
              peer !== server &&
              model.nowMs - contact.atMs > silenceMs &&
              !calls.has(server, peer, model.nowMs),
          );
          if (silent === -1) continue;
          lastContacts.delete(server);
          report({
            message:
              `server ${server} leads term ${model.server(server).term}, but has sent ` +
              `nothing to server ${silent} for more than ${silenceMs} ms`,
            servers: [server, silent],
            evidence: [contacts[silent]],
          });
        }
      },
    };
  },
};
