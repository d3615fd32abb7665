import type { TraceEvent } from '../../sim/trace/event.ts';
import { Model } from '../../tester/oracles/model/model.ts';
import type { RunResult } from '../../tester/result.ts';
import { unborn } from './belief/belief.ts';
import { Fold } from './belief/fold.ts';
import { viewOf, type ServerView } from './belief/view.ts';
import { at } from './story/log.ts';
import { collectCalls, isCallOf, type Call } from './trace/calls.ts';
import { countServers, Standings, type Role } from './trace/standings.ts';

/** How one server stood before a failure. */
export interface Stand {
  readonly view: ServerView;
  readonly role: Role | undefined;
  /** As it last acted in it: a candidate's requests are a moment ahead of its GetState. */
  readonly term: number | undefined;
  /** The last entry that it certainly has, such as `≥5@2`, where its whole log is not known. */
  readonly log: string | undefined;
  /** Its commitIndex, or what it must be at least: `≥4`. */
  readonly commit: string | undefined;
  /** What a leader holds of each server, by server; undefined for who does not lead. */
  readonly next: readonly (string | undefined)[] | undefined;
  readonly match: readonly (string | undefined)[] | undefined;
}

/**
 * How the servers stood before the instant in which the run failed; undefined when the run left no
 * trace. At that instant itself some of what servers show is new and some old, as nobody looks into a
 * server in the midst of an event.
 */
export function standBefore({
  failure,
  trace,
  notes = [],
}: RunResult): readonly Stand[] | undefined {
  if (failure === undefined || trace === undefined) return undefined;
  const end = trace.findIndex(({ atMs }) => atMs >= failure.atMs);
  const events = end > 0 ? trace.slice(0, end) : trace;
  const fold = new Fold();
  fold.all(
    events,
    notes.filter((note) => (note.kind === 'source' ? note.event : note.after) <= events.length),
  );
  const calls = collectCalls(events);
  const standings = new Standings(calls);
  for (const event of events) standings.observe(event);
  fold.reach(failure.atMs);
  standings.reach(failure.atMs);
  const views = Array.from({ length: countServers(trace) }, (_, server) => {
    return viewOf(server, fold.beliefs[server] ?? unborn);
  });
  const lastEntries = views.every(isWhole) ? [] : readLastEntries(events, views);
  return views.map((view, server): Stand => {
    const standing = standings.of(server);
    const role = view.role?.value ?? standing.role;
    const isLeader = view.up && role === 'leader';
    const sent = isLeader ? sentBy(view, [...calls.values()], views.length) : undefined;
    return {
      view,
      role,
      term: view.term?.source === 'seen' ? (standing.term ?? view.term.value) : view.term?.value,
      log: isWhole(view) ? undefined : lastEntries[server],
      commit: commitOf(view),
      next: isLeader ? (told(view.nextIndex) ?? sent?.next) : undefined,
      match: isLeader ? (told(view.matchIndex) ?? sent?.match) : undefined,
    };
  });
}

/** Whether its log is known from what it saved or told. */
function isWhole({ log, up }: ServerView): boolean {
  return !up || (log !== undefined && log.source !== 'message');
}

function told(list: ServerView['nextIndex']): readonly (string | undefined)[] | undefined {
  return list?.value.map((index) => (index === null ? undefined : String(index)));
}

/** Who has applied an entry has it committed. */
function commitOf({ commitIndex, applied }: ServerView): string | undefined {
  if (commitIndex?.source === 'told') return String(commitIndex.value);
  const least = Math.max(commitIndex?.value ?? 0, applied.value);
  return least === 0 ? undefined : `≥${least}`;
}

/** What the model of the rules is certain that each server has. */
function readLastEntries(
  events: readonly TraceEvent[],
  views: readonly ServerView[],
): readonly (string | undefined)[] {
  const model = new Model(views.length);
  for (const event of events) {
    if (event.atMs > model.nowMs) model.settle();
    model.absorb(event, model.read(event));
  }
  return model.servers.map(({ lastEntry }) =>
    lastEntry.index === 0 ? undefined : `≥${at(lastEntry.index, lastEntry.term)}`,
  );
}

/** What a leader's messages of its term show: from where it sent last, and what was acknowledged. */
function sentBy(
  { server, term }: ServerView,
  calls: readonly Call[],
  servers: number,
): { next: readonly (string | undefined)[]; match: readonly (string | undefined)[] } {
  const next: (string | undefined)[] = Array.from({ length: servers }, () => undefined);
  const match: number[] = Array.from({ length: servers }, () => 0);
  for (const call of calls) {
    if (call.from !== server || call.args.term !== term?.value) continue;
    if (isCallOf(call, 'append') && call.args.prevLogIndex !== undefined) {
      const { prevLogIndex, entries } = call.args;
      next[call.to] = `${prevLogIndex + 1} (sent last)`;
      const isAcknowledged = call.returned !== undefined && call.reply?.success === true;
      if (!isAcknowledged) continue;
      match[call.to] = Math.max(match[call.to] ?? 0, prevLogIndex + entries.length);
    }
  }
  return { next, match: match.map((index) => (index === 0 ? undefined : `≥${index}`)) };
}
