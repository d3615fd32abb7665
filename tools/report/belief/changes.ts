import type { LogEntry } from '../../../raft/index.ts';
import type { TraceEvent } from '../../../sim/trace/event.ts';
import type { TraceNote } from '../../../sim/trace/note.ts';
import type { Belief } from './belief.ts';
import { Fold } from './fold.ts';
import { viewOf, type ServerView } from './view.ts';

/** What changed inside of a server and no event of the trace tells. */
export type Change =
  /** Entries that were in its log and are not any more, though no snapshot has replaced them. */
  | { readonly kind: 'drop'; readonly from: number; readonly entries: readonly LogEntry[] }
  /** Within one term. */
  | {
      readonly kind: 'vote';
      readonly term: number;
      readonly was: number;
      readonly is: number | null;
    }
  | { readonly kind: 'term back'; readonly was: number; readonly is: number }
  | { readonly kind: 'commit'; readonly was: number; readonly is: number }
  | { readonly kind: 'next'; readonly peer: number; readonly was: number; readonly is: number }
  | { readonly kind: 'match'; readonly peer: number; readonly was: number; readonly is: number }
  /** What a new life finds on its disk. */
  | { readonly kind: 'disk'; readonly view: ServerView };

export interface DatedChange {
  readonly server: number;
  readonly atMs: number;
  /** How many events had happened. */
  readonly after: number;
  readonly change: Change;
}

/**
 * What happened inside of the servers, as far as their saved bytes and their `Inspect` show: entries
 * dropped, votes forgotten, terms and indexes that went back, commit indexes that moved.
 *
 * @param since the place in the trace from which on to look
 */
export function findChanges(
  events: readonly TraceEvent[],
  notes: readonly TraceNote[],
  { servers, since }: { readonly servers: ReadonlySet<number>; readonly since: number },
): readonly DatedChange[] {
  const found: DatedChange[] = [];
  const fold = new Fold();
  const last = new Map<number, { belief: Belief; view: ServerView }>();
  const look = (server: number, after: number): void => {
    // Saved bytes must be decoded to be compared, which takes its time in a long run.
    if (after < since) return;
    const belief = fold.beliefs[server];
    const before = last.get(server);
    if (belief === undefined || belief === before?.belief) return;
    const view = viewOf(server, belief);
    last.set(server, { belief, view });
    const changes = before === undefined ? [] : compare(before.view, view);
    const { atMs } = fold.state;
    found.push(...changes.map((change) => ({ server, atMs, after, change })));
  };
  let next = 0;
  const notesUpTo = (count: number): void => {
    for (;;) {
      const note = notes[next];
      if (note === undefined || (note.kind === 'source' ? note.event : note.after) > count) return;
      next++;
      fold.note(note);
      if (note.kind === 'inspect' && servers.has(note.server)) look(note.server, note.after);
    }
  };
  for (const [position, event] of events.entries()) {
    notesUpTo(position);
    fold.event(event);
    if (!('server' in event) || !servers.has(event.server)) continue;
    // While a server tells of itself, what it saves meanwhile is only half of the story.
    if (fold.beliefs[event.server]?.told === undefined) look(event.server, position + 1);
  }
  notesUpTo(events.length);
  return found;
}

function compare(was: ServerView, is: ServerView): Change[] {
  if (!is.up) return [];
  if (was.life !== is.life) return is.life > 1 ? [{ kind: 'disk', view: is }] : [];
  return [
    ...comparePersistent(was, is),
    ...compareCommits(was.commitIndex, is.commitIndex),
    ...comparePeers('next', was, is),
    ...comparePeers('match', was, is),
  ];
}

function comparePersistent(was: ServerView, is: ServerView): Change[] {
  const changes: Change[] = [...droppedEntries(was, is)];
  const [before, now] = [was.term?.value, is.term?.value];
  if (before === undefined || now === undefined) return changes;
  if (now < before) changes.push({ kind: 'term back', was: before, is: now });
  const [voted, votes] = [was.votedFor?.value, is.votedFor?.value];
  const isForgotten = typeof voted === 'number' && votes !== undefined && votes !== voted;
  if (now === before && isForgotten) {
    changes.push({ kind: 'vote', term: now, was: voted, is: votes });
  }
  return changes;
}

function droppedEntries(was: ServerView, is: ServerView): Change[] {
  const [before, now] = [was.log?.value, is.log?.value];
  if (before === undefined || now === undefined || before === now) return [];
  // A message shows a stretch of a log, not where the log ends.
  if (was.log?.source === 'message' || is.log?.source === 'message') return [];
  const endBefore = before.from + before.entries.length;
  const endNow = now.from + now.entries.length;
  for (let index = Math.max(before.from, now.from); index < endBefore; index++) {
    const isKept =
      index < endNow &&
      now.entries[index - now.from]?.term === before.entries[index - before.from]?.term;
    if (isKept) continue;
    const entries = before.entries.slice(index - before.from);
    return [{ kind: 'drop', from: index, entries }];
  }
  return [];
}

/** Progress is what a leader is for; what goes back needs a reason. */
function comparePeers(kind: 'next' | 'match', was: ServerView, is: ServerView): Change[] {
  const name = kind === 'next' ? 'nextIndex' : 'matchIndex';
  const [before, now] = [was[name]?.value, is[name]?.value];
  if (before === undefined || now === undefined || was.term?.value !== is.term?.value) return [];
  return now.flatMap((index, peer): Change[] => {
    const old = before[peer];
    if (index === null || old === null || old === undefined || index >= old) return [];
    return [{ kind, peer, was: old, is: index }];
  });
}

/** What a leader says of its commitIndex in messages, the rows of those messages tell. */
function compareCommits(was: ServerView['commitIndex'], is: ServerView['commitIndex']): Change[] {
  if (was?.source !== 'told' || is?.source !== 'told' || was.value === is.value) return [];
  return [{ kind: 'commit', was: was.value, is: is.value }];
}
