import type { TraceEvent } from '../../sim/trace/event.ts';
import type { Call } from '../trace/calls.ts';
import type { Facts } from './facts.ts';
import type { Diagnosis, Hint } from './hint.ts';
import { seconds, server } from './wording.ts';

/** Saving may wait until before the next message, but not that long. */
const graceMs = 100;

/** Something that Figure 2 wants saved and that was not, as far as the trace has come. */
interface Debt {
  readonly what: string;
  readonly atMs: number;
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
  lostTerm: { readonly term: number; readonly atMs: number } | undefined;
}

/** A server that crashed before it had saved what it must not forget, or did not read it back. */
export const stateIsLostInCrash: Diagnosis = (facts) => {
  const ledgers = Array.from({ length: facts.servers }, (): Ledger => {
    return {
      ...{ savedMs: undefined, debt: undefined, term: 0, lastIndex: 0, lostTerm: undefined },
      voted: new Set(),
    };
  });
  const calls = new Map(facts.calls.map((call) => [call.id, call]));
  for (const event of facts.events) {
    const who = event.kind === 'rpc.reply' ? event.to : 'server' in event ? event.server : -1;
    const ledger = ledgers[who];
    if (ledger === undefined) continue;
    const hint = event.kind === 'crash' ? settle(ledger, event) : undefined;
    const forgotten = event.kind === 'boot' ? forgottenTerm(facts, ledger, event) : undefined;
    if (hint !== undefined || forgotten !== undefined) return hint ?? forgotten;
    if (event.kind === 'rpc.reply') enterReply(ledger, event.atMs, calls.get(event.id));
    else enter(ledger, event);
  }
  return undefined;
};

function enter(ledger: Ledger, event: TraceEvent): void {
  const { atMs } = event;
  if (event.kind === 'persist') {
    ledger.savedMs = atMs;
    ledger.debt = undefined;
  } else if (event.kind === 'state') {
    if (event.term > ledger.term) owe(ledger, atMs, atMs, `took over term ${String(event.term)}`);
    ledger.term = event.term;
  } else if (event.kind === 'start' && event.isLeader) {
    ledger.lastIndex = Math.max(ledger.lastIndex, event.index);
    owe(ledger, atMs, atMs, `took a command as index ${String(event.index)}`);
  }
}

function enterReply(ledger: Ledger, atMs: number, call: Call | undefined): void {
  const sinceMs = call?.delivered?.atMs ?? atMs;
  if (call?.args.kind === 'vote' && call.reply?.voteGranted === true) {
    const { term } = call.args;
    if (term === undefined || ledger.voted.has(term)) return;
    ledger.voted.add(term);
    owe(ledger, sinceMs, atMs, `voted for ${server(call.from)} in term ${String(term)}`);
  }
  if (call?.args.kind === 'append' && call.reply?.success === true) {
    const { prevLogIndex, entryTerms } = call.args;
    const last = (prevLogIndex ?? 0) + entryTerms.length;
    if (entryTerms.length === 0 || last <= ledger.lastIndex) return;
    ledger.lastIndex = last;
    owe(ledger, sinceMs, atMs, `accepted entries up to index ${String(last)}`);
  }
}

/** The oldest debt is the one to tell. */
function owe(ledger: Ledger, sinceMs: number, atMs: number, what: string): void {
  const isSaved = ledger.savedMs !== undefined && ledger.savedMs >= sinceMs;
  if (!isSaved) ledger.debt ??= { what, atMs };
}

function settle(ledger: Ledger, crash: { server: number; atMs: number }): Hint | undefined {
  const { debt, savedMs, term } = ledger;
  ledger.debt = undefined;
  ledger.lostTerm = { term, atMs: crash.atMs };
  ledger.term = 0;
  if (debt === undefined || crash.atMs - debt.atMs < graceMs) return undefined;
  const saved =
    savedMs === undefined ? 'and had never saved anything' : 'and had saved nothing in between';
  return {
    text: 'State was not saved before a crash',
    evidence:
      `${server(crash.server)} ${debt.what} at ${seconds(debt.atMs)}, crashed at ` +
      `${seconds(crash.atMs)}, ${saved}`,
    section: '§5.2, Figure 2 (persistent state)',
  };
}

function forgottenTerm(
  facts: Facts,
  { lostTerm }: Ledger,
  boot: { server: number; atMs: number },
): Hint | undefined {
  if (lostTerm === undefined || boot.atMs >= facts.endMs) return undefined;
  // After the event in which it started the server has shown its term, unless that is 0.
  const { term = 0, up } = facts.at(boot.server, boot.atMs);
  if (!up || term >= lostTerm.term) return undefined;
  return {
    text: 'State was lost in a crash: it was not saved, or is not read back',
    evidence:
      `${server(boot.server)} crashed in term ${String(lostTerm.term)} at ` +
      `${seconds(lostTerm.atMs)} and started again at ${seconds(boot.atMs)} in term ${String(term)}`,
    section: '§5.2, Figure 2 (persistent state)',
  };
}
