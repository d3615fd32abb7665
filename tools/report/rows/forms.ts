import type { EventOf } from '../../../sim/trace/event.ts';
import { showFields, showValue } from '../../../sim/trace/show.ts';
import { printable } from '../text.ts';
import type { Call } from '../trace/calls.ts';
import type { SentEntry } from '../../../tester/messages/entries.ts';
import { type AppendEntriesArgs, ownFields, type Reply } from '../../../tester/messages/message.ts';

/** Says what happened in several lengths, longest first; the server that did it is not named. */

type Forms = readonly string[];

/** A request on its way, to one or several servers at once. */
export function sendForms(call: Call, to: readonly number[]): Forms {
  const lost = call.lost?.at.position === call.sent.position + 1 ? call.lost.reason : undefined;
  const [long, middle, short] = argsForms(call);
  const full = to.map(name).join(' ');
  const brief = to.length > 3 ? `×${to.length}` : to.map(String).join(',');
  return [
    `→ ${full} ${long}${lost === undefined ? '' : ` (lost: ${lost})`}`,
    `→${brief} ${middle}${lost === undefined ? '' : ' ✗lost'}`,
    `→${brief} ${short}${lost === undefined ? '' : ' ✗'}`,
  ];
}

/** A request that the handler has not answered at once. */
export function deliverForms(call: Call): Forms {
  const [long, middle, short] = argsForms(call);
  return [
    `${name(call.from)}'s ${long} arrives`,
    `${call.from}→ ${middle}`,
    `${call.from}→ ${short}`,
  ];
}

/** A request and the handler's answer in one. */
export function handleForms(call: Call): Forms {
  const [long, middle, short] = argsForms(call);
  const [answer, mark] = answerForms(call);
  return [
    `${name(call.from)}'s ${long}: ${answer}`,
    `${name(call.from)}'s ${middle}: ${answer}`,
    `${call.from}→ ${middle} ${mark}`,
    `${call.from}→ ${short} ${mark}`,
  ];
}

/** The answer of a handler that took a while, or did something visible. */
export function replyForms(call: Call): Forms {
  const [answer, mark] = answerForms(call);
  const method = methodName(call.method);
  return [`answers ${name(call.from)}'s ${method}: ${answer}`, `⇒${call.from} ${mark}`];
}

/** The answer as the caller gets it. */
export function returnForms(call: Call): Forms {
  const [answer, mark] = answerForms(call);
  const method = methodName(call.method);
  return [
    `${name(call.to)} on ${method}: ${answer}`,
    `${name(call.to)}: ${answer}`,
    `←${call.to} ${mark}`,
  ];
}

export function dropForms(event: EventOf<'rpc.drop'>, call: Call | undefined): Forms {
  const method = methodName(event.method);
  const what = call === undefined ? method : argsForms(call)[1];
  if (event.leg === 'request') {
    return [
      `✗ ${method} to ${name(event.to)} lost (${event.reason})`,
      `✗→${event.to} ${what}`,
      `✗→${event.to}`,
    ];
  }
  return [
    `✗ answer to ${name(event.from)}'s ${method} lost (${event.reason})`,
    `✗⇒${event.from} ${what}`,
    `✗⇒${event.from}`,
  ];
}

export function stateForms(event: EventOf<'state'>, wasLeader: boolean): Forms {
  const term = String(event.term);
  if (event.isLeader) return [`becomes leader of term ${term}`, 'leads', '★'];
  if (wasLeader) return [`steps down, term ${term}`, 'steps down', '☆'];
  return [`is in term ${term} now`, `term ${term}`];
}

/** A command that a leader took. */
export function startForms(event: EventOf<'start'>): Forms {
  const command = showValue(event.command.value);
  const index = String(event.index);
  return [`Start(${command}) → index ${index}`, `Start → ${index}`, `+${index}`];
}

export function applyForms(event: EventOf<'apply'>): Forms {
  const index = String(event.index);
  return [`applies ${index}: ${showValue(event.command.value)}`, `applies ${index}`, `✓${index}`];
}

export function applySnapshotForms(event: EventOf<'apply.snapshot'>): Forms {
  const index = String(event.index);
  const size = `${event.snapshot.length} B`;
  return [`installs a snapshot up to ${index} (${size})`, `installs ≤${index}`, `✓≤${index}`];
}

export function persistForms(event: EventOf<'persist'>): Forms {
  const state = `${event.raftState.length} B`;
  const snapshot = event.snapshot.length;
  return [
    `saves ${state}${snapshot > 0 ? ` and a snapshot of ${snapshot} B` : ''}`,
    `saves ${state}`,
    'saves',
  ];
}

export function snapshotForms(event: EventOf<'snapshot'>): Forms {
  const index = String(event.index);
  return [`service: Snapshot(${index}, ${event.snapshot.length} B)`, `Snapshot(${index})`];
}

/** What the tester did to a server; goes with one name or several. */
export function faultText(
  event: EventOf<'boot' | 'kill' | 'crash' | 'connect' | 'disconnect'>,
): string {
  switch (event.kind) {
    case 'boot':
      return `started (life ${event.incarnation})`;
    case 'kill':
      return 'killed';
    case 'crash':
      return 'crashed';
    case 'connect':
      return 'connected';
    case 'disconnect':
      return 'cut off';
  }
}

/** The student's own words, in full. */
export function consoleForms(event: EventOf<'console'>, mostLetters: number): Forms {
  const level = event.level === 'log' ? '' : `${event.level}: `;
  const text = printable(event.text);
  const more = text.length - mostLetters;
  if (more <= 0) return [`» ${level}${text}`];
  const shown = text.slice(0, mostLetters).trimEnd();
  return [`» ${level}${shown}… (${more} more characters; --log=CONSOLE shows all)`];
}

/** How many heartbeats (or other AppendEntries without news) were accepted, and how many got lost. */
export function heartbeatCountForms({ count, lost }: { count: number; lost: number }): Forms {
  const accepted = count === lost ? '' : `♥ ×${count - lost}`;
  if (lost === 0) return [accepted];
  const drops = `♡ ×${lost}`;
  return [`${accepted} ${drops} lost`.trimStart(), `${accepted} ${drops}`.trimStart()];
}

/** One of them, where each has a row. */
export function heartbeatForms(end: 'ok' | 'lost'): Forms {
  return [end === 'ok' ? 'a heartbeat is accepted' : 'an AppendEntries is lost'];
}

/** How many commands a server did not take because it is not the leader. */
export function refusalForms({ count }: { count: number }): Forms {
  const times = count === 1 ? '' : ` ×${count}`;
  return [`Start: not leader${times}`, `Start: no${times}`];
}

/** `Raft.RequestVote` as `RequestVote`. */
function methodName(method: string): string {
  return method.slice(method.lastIndexOf('.') + 1);
}

export function name(server: number): string {
  return `S${server}`;
}

function argsForms({ method, args }: Call): [string, string, string] {
  const term = `term ${show(args.term)}`;
  const T = `T${show(args.term)}`;
  switch (args.kind) {
    case 'vote': {
      const last = at(args.lastLogIndex, args.lastLogTerm);
      return [`RequestVote ${term}, last entry ${last}`, `vote? ${T} ${last}`, `vote? ${T}`];
    }
    case 'append':
      return appendForms(args, term, T);
    case 'install': {
      const index = show(args.lastIncludedIndex);
      const place = at(args.lastIncludedIndex, args.lastIncludedTerm);
      return [`InstallSnapshot ${term}, up to ${place}`, `snapshot ≤${index}`, `snap ≤${index}`];
    }
    case 'other':
      return [methodName(method), methodName(method), methodName(method)];
  }
}

function appendForms(args: AppendEntriesArgs, term: string, T: string): [string, string, string] {
  const count = args.entries.length;
  const commit = `commit ${show(args.leaderCommit)}`;
  const after = at(args.prevLogIndex, args.prevLogTerm);
  if (count === 0) {
    return [`heartbeat ${term}, after ${after}, ${commit}`, `heartbeat ${T} ${commit}`, `♥ ${T}`];
  }
  const range = rangeOf(args.prevLogIndex, count);
  return [
    `AppendEntries ${term}, ${entriesOf(args)} after ${after}, ${commit}`,
    `append ${range} after ${after}`,
    `+${range}`,
  ];
}

/** Entries as stretches of one term: `4–6@1 7@3`, and what few of them hold: `2@2 (103)`. */
function entriesOf({ prevLogIndex, entries }: AppendEntriesArgs): string {
  const stretches = stretchesOf(prevLogIndex, entries);
  if (entries.length > mostCommands) return stretches;
  return `${stretches} (${entries.map(({ command }) => showValue(command)).join(', ')})`;
}

/** With more, a line about them would be too long. */
const mostCommands = 3;

function stretchesOf(prevLogIndex: number | undefined, entries: readonly SentEntry[]): string {
  if (prevLogIndex === undefined) return rangeOf(prevLogIndex, entries.length);
  const stretches: { first: number; last: number; term: number | undefined }[] = [];
  for (const [i, { term }] of entries.entries()) {
    const index = prevLogIndex + 1 + i;
    const stretch = stretches.at(-1);
    if (stretch?.term === term && stretch !== undefined) stretch.last = index;
    else stretches.push({ first: index, last: index, term });
  }
  const shown = stretches.map(({ first, last, term }) => `${range(first, last)}@${show(term)}`);
  if (shown.length <= mostStretches) return shown.join(' ');
  return [...shown.slice(0, 2), '…', ...shown.slice(-2)].join(' ');
}

const mostStretches = 5;

/** An entry by index and term: `4@2`. */
function at(index: number | undefined, term: number | undefined): string {
  return `${show(index)}@${show(term)}`;
}

function rangeOf(prevLogIndex: number | undefined, count: number): string {
  if (prevLogIndex === undefined) return `${count} entries`;
  return range(prevLogIndex + 1, prevLogIndex + count);
}

/** Indexes from one to another: `4–6`, or `4` alone. */
export function range(first: number, last: number): string {
  return first === last ? String(first) : `${first}–${last}`;
}

/** In words, and as a mark. What Figure 2 does not know stands behind. */
function answerForms({ args, reply, replyValue }: Call): [string, string] {
  const term = reply?.term === undefined ? '' : `, term ${reply.term}`;
  const others = showOthers(reply);
  if (reply?.kind === 'vote' && reply.voteGranted !== undefined) {
    return reply.voteGranted
      ? [`granted${term}${others}`, 'yes']
      : [`refused${term}${others}`, 'no'];
  }
  if (reply?.kind === 'append' && reply.success !== undefined) {
    // That an answer is of the leader's own term goes without saying where it is a yes.
    const news = reply.term === args.term ? '' : term;
    return reply.success ? [`ok${news}${others}`, 'ok'] : [`refused${term}${others}`, 'no'];
  }
  if (args.kind === 'install') return [`answered${term}${others}`, 'ok'];
  return [showValue(replyValue), '…'];
}

/** An implementation's own fields, such as where to back up to. */
function showOthers(reply: Reply | undefined): string {
  const others = reply === undefined ? {} : ownFields(reply);
  return Object.keys(others).length === 0 ? '' : `, ${showFields(others)}`;
}

/** A number that nobody may have revealed. */
export function show(value: number | undefined): string {
  return value === undefined ? '?' : String(value);
}
