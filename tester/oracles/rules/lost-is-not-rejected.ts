import type { Rule } from '../oracle.ts';

interface Progress {
  readonly term: number;
  /** prevLogIndex of the first message of the leadership, or what was confirmed since. */
  floor: number;
  /** The same before the replies of `repliedMs`: several may come before the leader looks at one. */
  floorBefore: number;
  repliedMs: number;
  /** The highest index that a reply has confirmed to the leader. */
  confirmed: number;
  rejected: boolean;
}

/**
 * A note: going back without a reason repeats what the follower has; nothing is lost by it. A leader
 * that sends ahead may return to what was confirmed, but not below.
 */
export const lostIsNotRejected: Rule = {
  id: 'lost-is-not-rejected',
  title: 'a leader decrements nextIndex after a rejection, and retries what was lost',
  source: '§5.3',
  severity: 'note',
  needs: ['AppendEntries', 'AppendEntries reply', 'no other RPCs'],
  watch({ model, report }) {
    const progress = new Map<number, Progress>();
    const key = (from: number, to: number): number => from * model.size + to;
    return {
      'rpc.send'(event, { from, request, to }) {
        if (request.kind !== 'append') return;
        const known = progress.get(key(from, to));
        if (known === undefined || known.term < request.term) {
          const { term, prevLogIndex: floor } = request;
          progress.set(key(from, to), {
            term,
            floor,
            floorBefore: floor,
            repliedMs: 0,
            confirmed: 0,
            rejected: false,
          });
          return;
        }
        if (known.rejected || known.term > request.term) return;
        const floor =
          known.repliedMs === event.atMs ? Math.min(known.floor, known.floorBefore) : known.floor;
        if (request.prevLogIndex >= floor) return;
        report({
          message:
            `server ${from}, leader of term ${request.term}, goes back to prevLogIndex ` +
            `${request.prevLogIndex} for server ${to}, which has rejected nothing after ` +
            `index ${floor}`,
          servers: [from, to],
          evidence: [event],
        });
        // One step too far is one finding, not one for each message that follows from it.
        known.floor = request.prevLogIndex;
        known.floorBefore = request.prevLogIndex;
      },
      'rpc.return'(event, { answer, from, request, to }) {
        const known = progress.get(key(from, to));
        if (answer === undefined || request.kind === 'foreign' || known?.term !== request.term)
          return;
        if (request.kind !== 'append' && request.kind !== 'install') return;
        if (!answer.agrees) {
          known.rejected = true;
          return;
        }
        const index = request.kind === 'append' ? request.lastIndex : request.lastIncludedIndex;
        if (known.repliedMs < event.atMs) {
          known.floorBefore = known.floor;
          known.repliedMs = event.atMs;
        }
        // A leader that sends ahead may come back to here; answers that overtook each other may lead
        // a simple one back to what was confirmed before.
        known.floor = index < known.confirmed ? Math.min(known.floor, index) : index;
        if (index < known.confirmed) return;
        known.confirmed = index;
        known.rejected = false;
      },
    };
  },
};
