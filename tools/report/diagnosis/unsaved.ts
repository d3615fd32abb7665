import type { TraceEvent } from '../../../sim/trace/event.ts';
import { isAccepted, isGranted } from '../../../tester/messages/message.ts';
import type { Call, Moment } from '../trace/calls.ts';
import type { Facts } from './facts.ts';
import { type Diagnosis, type Hint, shownBy } from './hint.ts';
import { seconds, server } from './wording.ts';

/** Saving may wait until before the next message, but not that long. */
const graceMs = 100;

/** Something that Figure 2 wants saved and that was not, as far as the trace has come. */
interface Debt {
  readonly what: string;
  readonly moment: Moment;
}

/** What has been seen of one server, as far as it matters for what it must save. */
interface ServerMemory {
  savedMs: number | undefined;
  debt: Debt | undefined;
  term: number;
  /** The highest index that it has ever held. */
  lastIndex: number;
  /** Terms in which it has granted a vote. */
  readonly voted: Set<number>;
  /** The term before a crash, when it had one. */
  lostTerm: { readonly term: number; readonly moment: Moment } | undefined;
}

/** A server that crashed before it had saved what it must not forget, or did not read it back. */
export const stateIsLostInCrash: Diagnosis = (facts) => {
  const memories = Array.from({ length: facts.servers }, (): ServerMemory => {
    return {
      savedMs: undefined,
      debt: undefined,
      term: 0,
      lastIndex: 0,
      lostTerm: undefined,
      voted: new Set(),
    };
  });
  const calls = new Map(facts.calls.map((call) => [call.id, call]));
  for (const [position, event] of facts.events.entries()) {
    const moment: Moment = { position, atMs: event.atMs };
    const who = event.kind === 'rpc.reply' ? event.to : 'server' in event ? event.server : -1;
    const memory = memories[who];
    if (memory === undefined) continue;
    const hint = event.kind === 'crash' ? settle(memory, event.server, moment) : undefined;
    const forgotten =
      event.kind === 'boot' ? forgottenTerm(facts, memory, event.server, moment) : undefined;
    if (hint !== undefined || forgotten !== undefined) return hint ?? forgotten;
    if (event.kind === 'rpc.reply') noteReply(memory, moment, calls.get(event.id));
    else note(memory, event, moment);
  }
  return undefined;
};

function note(memory: ServerMemory, event: TraceEvent, moment: Moment): void {
  const { atMs } = moment;
  if (event.kind === 'persist') {
    memory.savedMs = atMs;
    memory.debt = undefined;
  } else if (event.kind === 'state') {
    if (event.term > memory.term) owe(memory, atMs, moment, `took over term ${event.term}`);
    memory.term = event.term;
  } else if (event.kind === 'start' && event.isLeader) {
    memory.lastIndex = Math.max(memory.lastIndex, event.index);
    owe(memory, atMs, moment, `took a command as index ${event.index}`);
  }
}

function noteReply(memory: ServerMemory, moment: Moment, call: Call | undefined): void {
  const sinceMs = call?.delivered?.atMs ?? moment.atMs;
  if (call?.args.kind === 'vote' && isGranted(call.reply)) {
    const { term } = call.args;
    if (term === undefined || memory.voted.has(term)) return;
    memory.voted.add(term);
    owe(memory, sinceMs, moment, `voted for ${server(call.from)} in term ${term}`);
  }
  if (call?.args.kind === 'append' && isAccepted(call.reply)) {
    const { prevLogIndex, entries } = call.args;
    const last = (prevLogIndex ?? 0) + entries.length;
    if (entries.length === 0 || last <= memory.lastIndex) return;
    memory.lastIndex = last;
    owe(memory, sinceMs, moment, `accepted entries up to index ${last}`);
  }
}

/** The oldest debt is the one to tell. */
function owe(memory: ServerMemory, sinceMs: number, moment: Moment, what: string): void {
  const isSaved = memory.savedMs !== undefined && memory.savedMs >= sinceMs;
  if (!isSaved) memory.debt ??= { what, moment };
}

function settle(memory: ServerMemory, who: number, crash: Moment): Hint | undefined {
  const { debt, savedMs, term } = memory;
  memory.debt = undefined;
  memory.lostTerm = { term, moment: crash };
  memory.term = 0;
  if (debt === undefined || crash.atMs - debt.moment.atMs < graceMs) return undefined;
  const saved =
    savedMs === undefined ? 'and had never saved anything' : 'and had saved nothing in between';
  return {
    text: 'State was not saved before a crash',
    evidence:
      `${server(who)} ${debt.what} at ${seconds(debt.moment.atMs)}, crashed at ` +
      `${seconds(crash.atMs)}, ${saved}`,
    section: '§5.2, Figure 2 (persistent state)',
    events: shownBy(debt.moment, crash),
  };
}

function forgottenTerm(
  facts: Facts,
  { lostTerm }: ServerMemory,
  who: number,
  boot: Moment,
): Hint | undefined {
  if (lostTerm === undefined || boot.atMs >= facts.endMs) return undefined;
  // After the event in which it started the server has shown its term, unless that is 0.
  const { term = 0, up } = facts.at(who, boot.atMs);
  if (!up || term >= lostTerm.term) return undefined;
  return {
    text: 'State was lost in a crash: it was not saved, or is not read back',
    evidence:
      `${server(who)} crashed in term ${lostTerm.term} at ` +
      `${seconds(lostTerm.moment.atMs)} and started again at ${seconds(boot.atMs)} in term ${term}`,
    section: '§5.2, Figure 2 (persistent state)',
    events: shownBy(lostTerm.moment, boot),
  };
}
