import type { TraceEvent } from '../../../sim/trace/event.ts';
import type { Rule } from '../oracle.ts';
import { WaitingCalls } from '../watchers/waiting.ts';

const graceMs = 50;

/** A note: whoever collects commands for a while trades delay for fewer messages, and may. */
export const startReplicates: Rule = {
  id: 'start-replicates',
  title:
    'a leader that takes a command issues AppendEntries to replicate it, without waiting for a heartbeat',
  source: '§5.3',
  severity: 'note',
  needs: ['AppendEntries', 'no other RPCs'],
  watch({ model, report }) {
    const waiting = new Map<
      number,
      { event: TraceEvent & { index: number }; term: number; life: number }
    >();
    const calls = new WaitingCalls();
    return {
      start(event) {
        if (!event.isLeader || model.size === 1 || waiting.has(event.server)) return;
        if (model.leaderLastEntry(event.term).index >= event.index) return;
        // A leader whose calls are all under way may wait for the first to return.
        const isIdle = (_: unknown, peer: number): boolean =>
          peer !== event.server && !calls.has(event.server, peer, event.atMs);
        if (!model.servers.every(({ connected, up }) => connected && up)) return;
        if (!model.servers.some(isIdle)) return;
        waiting.set(event.server, {
          event,
          term: event.term,
          life: model.server(event.server).life,
        });
      },
      'rpc.send'(_event, call) {
        calls.send(call);
      },
      'rpc.return'(_event, { id }) {
        calls.return(id);
      },
      'rpc.drop'(event) {
        calls.drop(event);
      },
      crash({ server }) {
        calls.end(server);
      },
      settled() {
        for (const [server, { event, life, term }] of waiting) {
          const facts = model.server(server);
          const isOver = facts.life !== life || !facts.isLeader || facts.term !== term;
          if (isOver || model.leaderLastEntry(term).index >= event.index) waiting.delete(server);
          else if (model.calmSinceMs >= event.atMs) waiting.delete(server);
          else if (model.nowMs - event.atMs > graceMs) {
            waiting.delete(server);
            report({
              message:
                `server ${server} took a command at index ${event.index} and has sent it ` +
                `to nobody for more than ${graceMs} ms`,
              servers: [server],
              evidence: [event],
            });
          }
        }
      },
    };
  },
};
