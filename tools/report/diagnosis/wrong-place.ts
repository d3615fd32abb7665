import type { CallOf } from '../trace/calls.ts';
import type { Facts } from './facts.ts';
import { type Diagnosis, type Hint, shownBy } from './hint.ts';
import { plural, seconds, server } from './wording.ts';

type Append = CallOf<'append'>;

/** How far a leader's log reaches when it sends something, as far as its service knows. */
interface Extent {
  /** Where its snapshot ends. */
  readonly base: number;
  /** The last index that it has taken in that term. */
  readonly last: number;
  /** Whether it has sent any entries before. */
  readonly hasSent: boolean;
}

/** By the number of the call. */
type Extents = ReadonlyMap<number, Extent>;

/** What Start said of a command, and how often the same command was given in that term. */
type Started = ReadonlyMap<string, number>;

const baseIsForgotten =
  "The snapshot's end is forgotten where entries are taken from the log: the place in the array is " +
  'index − lastIncludedIndex − 1';

/** So many messages without entries in a row are no accident. */
const fewestEmpty = 3;

/**
 * A leader that takes entries from the wrong place of its log: as a rule index and place in the array
 * are the same until a snapshot moves them apart, and then one line has not heard of it.
 */
export const entriesFromWrongPlace: Diagnosis = (facts) => {
  const started = startedIndexes(facts);
  const extents = extentsAtSend(facts);
  for (const call of facts.appends) {
    const hint = shifted(call, extentOf(extents, call), started);
    if (hint !== undefined) return hint;
  }
  return nothingBehindSnapshot(facts, extents);
};

/** The index at which a leader took each command of a term; only commands that are unique there. */
function startedIndexes({ events }: Facts): Started {
  const found = new Map<string, number>();
  const ambiguous = new Set<string>();
  for (const event of events) {
    if (event.kind !== 'start' || !event.isLeader) continue;
    const key = keyOf(event.term, event.command.value);
    if (key === undefined) continue;
    if (found.has(key)) ambiguous.add(key);
    found.set(key, event.index);
  }
  for (const key of ambiguous) found.delete(key);
  return found;
}

function keyOf(term: number | undefined, command: unknown): string | undefined {
  if (term === undefined || !['number', 'string'].includes(typeof command)) return undefined;
  return `${term}/${typeof command}/${String(command)}`;
}

/** One walk over the trace, for all calls. */
function extentsAtSend({ events, appends }: Facts): Extents {
  const byPosition = new Map(appends.map((call) => [call.sent.position, call]));
  const bases = new Map<number, number>();
  const lasts = new Map<string, number>();
  const senders = new Set<number>();
  const found = new Map<number, Extent>();
  for (const [position, event] of events.entries()) {
    if (event.kind === 'snapshot' || event.kind === 'apply.snapshot') {
      bases.set(event.server, Math.max(event.index, bases.get(event.server) ?? 0));
    } else if (event.kind === 'start' && event.isLeader) {
      lasts.set([event.server, event.term].join('/'), event.index);
    }
    const call = byPosition.get(position);
    if (call === undefined) continue;
    const { id, from, args } = call;
    const last = lasts.get([from, args.term].join('/')) ?? 0;
    found.set(id, { base: bases.get(from) ?? 0, last, hasSent: senders.has(from) });
    if (args.entries.length > 0) senders.add(from);
  }
  return found;
}

function extentOf(extents: Extents, { id }: Append): Extent {
  return extents.get(id) ?? { base: 0, last: 0, hasSent: false };
}

function shifted(call: Append, { base }: Extent, started: Started): Hint | undefined {
  const { prevLogIndex, entries } = call.args;
  if (prevLogIndex === undefined) return undefined;
  // Where the first few stand, all of them do.
  for (const [i, { command, term }] of entries.slice(0, 3).entries()) {
    const key = keyOf(term, command);
    const index = key === undefined ? undefined : started.get(key);
    const sentAs = prevLogIndex + 1 + i;
    if (index === undefined || index === sentAs) continue;
    const isBase = base > 0 && Math.abs(Math.abs(index - sentAs) - base) <= 1;
    return {
      text: isBase
        ? baseIsForgotten
        : 'A command is sent under another index than Start has answered for it',
      evidence:
        `${server(call.from)} sent ${server(call.to)} AppendEntries of term ` +
        `${String(call.args.term)} after index ${prevLogIndex} at ` +
        `${seconds(call.sent.atMs)}, with ${String(command)} as index ${sentAs}; Start took ` +
        `it as index ${index}` +
        (isBase ? `. ${server(call.from)}'s snapshot goes up to ${base}` : ''),
      section: isBase ? '§7' : '§5.3',
      events: shownBy(call.sent),
    };
  }
  return undefined;
}

/** A slice that begins too far on is empty: the leader has entries, and sends none. */
function nothingBehindSnapshot({ appends }: Facts, extents: Extents): Hint | undefined {
  const pairs = new Map<string, Append[]>();
  for (const call of appends) {
    const key = [call.from, call.to, call.args.term].join('/');
    const calls = pairs.get(key) ?? [];
    const { args, reply } = call;
    if (args.entries.length > 0 || args.prevLogIndex !== calls[0]?.args.prevLogIndex) {
      calls.length = 0;
    }
    if (isEmptyBehindSnapshot(call, extentOf(extents, call)) && reply?.success === true) {
      calls.push(call);
    }
    pairs.set(key, calls);
  }
  const calls = [...pairs.values()].find(({ length }) => length >= fewestEmpty);
  const [first] = calls ?? [];
  if (calls === undefined || first === undefined) return undefined;
  const { args, from, to, sent } = first;
  const { base, last } = extentOf(extents, first);
  return {
    text: baseIsForgotten,
    evidence:
      `leader ${server(from)} of term ${String(args.term)} has entries up to ${last}, its ` +
      `snapshot goes up to ${base}, and from ${seconds(sent.atMs)} on ` +
      `${plural(calls.length, 'AppendEntries')} to ${server(to)} after index ` +
      `${String(args.prevLogIndex)} brought no entry; before the snapshot they did`,
    section: '§7',
    events: shownBy(sent, calls.at(-1)?.sent),
  };
}

function isEmptyBehindSnapshot({ args }: Append, { base, last, hasSent }: Extent): boolean {
  const { prevLogIndex, entries } = args;
  if (prevLogIndex === undefined || entries.length > 0 || !hasSent) return false;
  return base > 0 && prevLogIndex >= base && prevLogIndex < last;
}
