import { partiesOf, findEvidence } from '../trace/evidence.ts';
import { collectCalls } from '../trace/calls.ts';
import { countServers, Standings } from '../trace/standings.ts';
import type { TraceEvent } from '../../../sim/trace/event.ts';
import type { RunFailure, RunResult } from '../../../tester/result.ts';
import { findChanges, type DatedChange } from '../belief/changes.ts';
import { actorOf, composeRows, labelOf } from '../rows/compose.ts';
import type { Row } from '../rows/row.ts';
import { topics } from '../rows/topics.ts';
import { changeRow } from './change-rows.ts';
import { chooseTold, type Chosen } from './choose.ts';
import { foldRepeats } from './repeats.ts';

/** What led to a failure, in two parts. */
export interface Story {
  /** The accused servers and the other party of the evidence; all servers where nobody is accused. */
  readonly servers: readonly number[];
  readonly isOfAll: boolean;
  readonly history: readonly Chosen[];
  /** What happened last elsewhere, as far as the history does not tell it. */
  readonly elsewhere: readonly Chosen[];
  /** The number of a piece of evidence, from 1, by its place in the trace. */
  readonly evidence: ReadonlyMap<number, number>;
}

/** More than these are everybody. */
const mostInFocus = 3;
/** How many rows are told. */
const most = { history: 18, ofAll: 14, elsewhere: 5 };
/** How far back to look for what changed inside of servers, in events. */
const lookBack = 10_000;

/** The failure's own message says what the last check was, and each change is saved anyway. */
const telling = topics.filter((topic) => topic !== 'PERSIST');

/** What led to a failure; undefined when the run left no trace. */
export function tellStory(result: RunResult): Story | undefined {
  const { failure, trace, notes = [] } = result;
  if (failure === undefined || trace === undefined) return undefined;
  const places = findEvidence(trace, failure.evidence);
  const evidence = new Map<number, number>();
  for (const [i, place] of places.entries()) if (place !== undefined) evidence.set(place, i + 1);
  const servers = focusOf(failure, trace, [...evidence.keys()]);
  const isOfAll = servers.length === countServers(trace);
  const focus = new Set(servers);
  const pinned = new Set(evidence.keys());
  const since = Math.min(...pinned, trace.length - lookBack);
  const changes = findChanges(trace, notes, { servers: focus, since });
  const rows = rowsUpToFailure(trace, pinned, isOfAll ? undefined : focus);
  const isEvidence = ({ events }: Row): boolean => events.some((place) => pinned.has(place));
  const told = foldRepeats(withChanges(rows, changes, trace), isEvidence);
  const history = chooseTold(told, {
    isEvidence,
    servers: focus,
    most: isOfAll ? most.ofAll : most.history,
  });
  const shown = new Set(history.flatMap((part) => (part.kind === 'told' ? part.row.events : [])));
  const elsewhere = isOfAll ? [] : lastElsewhere(trace, pinned, { focus, shown });
  return { servers, isOfAll, history, elsewhere, evidence };
}

function focusOf(
  failure: RunFailure,
  trace: readonly TraceEvent[],
  evidence: readonly number[],
): readonly number[] {
  const all = Array.from({ length: countServers(trace) }, (_, server) => server);
  const parties = evidence.flatMap((place) => {
    const event = trace[place];
    if (event === undefined) return [];
    // What is sent is the sender's doing; to whom it was shown first is chance.
    return event.kind === 'rpc.send' ? [event.from] : partiesOf(event);
  });
  const accused = new Set(failure.servers);
  const both = new Set([...accused, ...parties]);
  const inFocus = both.size <= mostInFocus ? both : accused;
  if (inFocus.size === 0 || inFocus.size > mostInFocus) return all;
  return [...inFocus].sort((a, b) => a - b);
}

/** All that was told before the failure; of what servers in focus did, or of everything. */
function rowsUpToFailure(
  trace: readonly TraceEvent[],
  pinned: ReadonlySet<number>,
  focus: ReadonlySet<number> | undefined,
): readonly Row[] {
  const rows: Row[] = [];
  const concerns = (event: TraceEvent): boolean => {
    return focus === undefined || event.kind === 'violation' || isOf(event, focus);
  };
  for (const row of composeRows(trace, { topics: telling, detail: 'brief', concerns, pinned })) {
    // What the servers still did in the very event that ended the run leads to nothing.
    if (row.content.kind === 'across' && row.content.isFailure) break;
    rows.push(row);
  }
  return rows;
}

/** What a server does, except what it sends to others than those in focus; but its calls for votes. */
function isOf(event: TraceEvent, focus: ReadonlySet<number>): boolean {
  const actor = actorOf(event);
  if (actor === undefined || !focus.has(actor)) return false;
  if (!('id' in event) || event.method.endsWith('.RequestVote')) return true;
  const isIncoming = event.kind === 'rpc.deliver' || event.kind === 'rpc.reply';
  return isIncoming || (focus.has(event.from) && focus.has(event.to));
}

/** The rows with those of changes among them, each behind what brought it about. */
function withChanges(
  rows: readonly Row[],
  changes: readonly DatedChange[],
  trace: readonly TraceEvent[],
): readonly Row[] {
  if (changes.length === 0) return rows;
  const standings = new Standings(collectCalls(trace));
  const all: Row[] = [];
  let observed = 0;
  let next = 0;
  const changesUpTo = (place: number): void => {
    for (;;) {
      const change = changes[next];
      if (change === undefined || change.after > place) return;
      next++;
      for (; observed < change.after; observed++) {
        const event = trace[observed];
        if (event !== undefined) standings.observe(event);
      }
      all.push(changeRowAt(change, standings));
    }
  };
  for (const row of rows) {
    changesUpTo(row.events[0] ?? 0);
    all.push(row);
  }
  changesUpTo(Infinity);
  return all;
}

function changeRowAt(change: DatedChange, standings: Standings): Row {
  return changeRow(change, labelOf(standings.of(change.server)));
}

function lastElsewhere(
  trace: readonly TraceEvent[],
  pinned: ReadonlySet<number>,
  { focus, shown }: { focus: ReadonlySet<number>; shown: ReadonlySet<number> },
): readonly Chosen[] {
  const rows = rowsUpToFailure(trace, pinned, undefined).filter(({ events, content }) => {
    const isFocus =
      content.kind === 'cells' && content.cells.every(({ server }) => focus.has(server));
    return !isFocus && !events.some((place) => shown.has(place));
  });
  return foldRepeats(rows, () => false)
    .slice(-most.elsewhere)
    .map((told) => ({ kind: 'told', ...told }));
}
