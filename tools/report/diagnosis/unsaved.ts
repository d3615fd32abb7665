import type { TraceEvent } from '../../../sim/trace/event.ts';
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

/** What has been seen of one server. */
interface Ledger {
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
  const ledgers = Array.from({ length: facts.servers }, (): Ledger => {
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
    const ledger = ledgers[who];
    if (ledger === undefined) continue;
    const hint = event.kind === 'crash' ? settle(ledger, event.server, moment) : undefined;
    const forgotten =
      event.kind === 'boot' ? forgottenTerm(facts, ledger, event.server, moment) : undefined;
    if (hint !== undefined || forgotten !== undefined) return hint ?? forgotten;
    if (event.kind === 'rpc.reply') enterReply(ledger, moment, calls.get(event.id));
    else enter(ledger, event, moment);
  }
  return undefined;
};

function enter(ledger: Ledger, event: TraceEvent, moment: Moment): void {
  const { atMs } = moment;
  if (event.kind === 'persist') {
    ledger.savedMs = atMs;
    ledger.debt = undefined;
  } else if (event.kind === 'state') {
    if (event.term > ledger.term) owe(ledger, atMs, moment, `took over term ${event.term}`);
    ledger.term = event.term;
  } else if (event.kind === 'start' && event.isLeader) {
    ledger.lastIndex = Math.max(ledger.lastIndex, event.index);
    owe(ledger, atMs, moment, `took a command as index ${event.index}`);
  }
}

function enterReply(ledger: Ledger, moment: Moment, call: Call | undefined): void {
  const sinceMs = call?.delivered?.atMs ?? moment.atMs;
  if (call?.args.kind === 'vote' && call.reply?.voteGranted === true) {
    const { term } = call.args;
    if (term === undefined || ledger.voted.has(term)) return;
    ledger.voted.add(term);
    owe(ledger, sinceMs, moment, `voted for ${server(call.from)} in term ${term}`);
  }
  if (call?.args.kind === 'append' && call.reply?.success === true) {
    const { prevLogIndex, entryTerms } = call.args;
    const last = (prevLogIndex ?? 0) + entryTerms.length;
    if (entryTerms.length === 0 || last <= ledger.lastIndex) return;
    ledger.lastIndex = last;
    owe(ledger, sinceMs, moment, `accepted entries up to index ${last}`);
  }
}

/** The oldest debt is the one to tell. */
function owe(ledger: Ledger, sinceMs: number, moment: Moment, what: string): void {
  const isSaved = ledger.savedMs !== undefined && ledger.savedMs >= sinceMs;
  if (!isSaved) ledger.debt ??= { what, moment };
}

function settle(ledger: Ledger, who: number, crash: Moment): Hint | undefined {
  const { debt, savedMs, term } = ledger;
  ledger.debt = undefined;
  ledger.lostTerm = { term, moment: crash };
  ledger.term = 0;
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
  { lostTerm }: Ledger,
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
