import type { EventOf, TraceEvent } from '../../../sim/trace/event.ts';
import { showValue } from '../../../sim/trace/show.ts';
import { isCount } from '../../messages/entries.ts';
import { spelledIn, type Fields } from '../../messages/fields.ts';
import { figures, type EntryFields, type Field, type MessageForm } from '../../messages/figures.ts';
import type { Args, Reply } from '../../messages/message.ts';
import { isPreVote, type Request } from './message.ts';
import { spelling } from './spelling.ts';
import { lookAt, possible, type Look } from './values.ts';

/** Why a message cannot be right. */
export interface Flaw {
  /** What is wrong with which field, and what was expected, as a clause. */
  readonly message: string;
  /** A message of the same server that this one contradicts. */
  readonly earlier: TraceEvent | undefined;
}

/** Heartbeats may lack what messages with entries have, in requests and replies. */
type Sort = 'with entries' | 'without entries' | 'the only one';

/** One message, as far as its form goes. */
interface Message {
  readonly server: number;
  readonly form: MessageForm;
  /** Of its form it is compared with those of its sort alone. */
  readonly sort: Sort;
  readonly fields: Fields;
  readonly doubled: string | undefined;
  /** Its entries are known to have a term and a command each. */
  readonly bringsLog: boolean;
  readonly event: TraceEvent;
  /** The message in its own spelling. */
  readonly value: unknown;
}

/** The first messages of a sort with a field, and the first without it, field by field. */
interface Seen {
  readonly with: (TraceEvent | undefined)[];
  readonly without: (TraceEvent | undefined)[];
}

/**
 * What fields the messages of each server have shown. An implementation may leave out fields of the
 * figures or give them other names, and then always does so in messages of one sort; a heartbeat
 * without entries may well be of another sort than a message with some. What cannot be meant is a
 * field that is there only sometimes, or that holds a value no server can mean.
 */
export class Forms {
  readonly #seen = new Map<MessageForm, Map<Sort, Seen[]>>();
  /** By kind of message: the index that stands for "before the first entry", and who showed it. */
  readonly #beginnings = new Map<MessageForm, { index: number; event: TraceEvent }>();

  /** The first flaw of a request. Its form is remembered for what comes later. */
  flawOfRequest(args: Args, event: EventOf<'rpc.send'>): Flaw | undefined {
    const { kind, fields, doubled } = args;
    // What the paper does not know has no form.
    if (kind === 'other' || (kind === 'vote' && isPreVote(fields))) return undefined;
    return this.#flawOf({
      server: event.from,
      form: figures[kind].request,
      sort: sortOf(fields.entries),
      fields,
      doubled,
      bringsLog: kind === 'append' && args.runs !== undefined,
      event,
      value: event.args.value,
    });
  }

  /** The first flaw of a reply, in the same way. */
  flawOfReply(reply: Reply, request: Request, event: EventOf<'rpc.reply'>): Flaw | undefined {
    const { kind, fields, doubled } = reply;
    if (kind === 'other') return undefined;
    return this.#flawOf({
      server: event.to,
      form: figures[kind].reply,
      sort: sortOf(request.kind === 'append' ? request.entries : undefined),
      fields,
      doubled,
      bringsLog: false,
      event,
      value: event.reply.value,
    });
  }

  #flawOf(message: Message): Flaw | undefined {
    const { form, doubled } = message;
    if (doubled !== undefined) {
      const both = `it has ${doubled}; expected the field once, under one of the two names`;
      return { message: both, earlier: undefined };
    }
    const seen = this.#seenLike(message);
    for (let i = 0; i < form.fields.length; i++) {
      const field = form.fields[i];
      if (field === undefined) continue;
      const look = lookOf(field, message);
      const flaw = wrongValue(field, look) ?? comesAndGoes(field, look, seen, i, message);
      if (flaw !== undefined) return flaw;
    }
    const { entry } = form;
    if (entry === undefined) return undefined;
    return this.#wrongBeginning(entry, message) ?? laterThanTerm(entry, message);
  }

  #seenLike({ form, server, sort }: Message): Seen {
    const sorts = this.#seen.get(form) ?? new Map<Sort, Seen[]>();
    this.#seen.set(form, sorts);
    const servers = sorts.get(sort) ?? [];
    sorts.set(sort, servers);
    return (servers[server] ??= { with: [], without: [] });
  }

  /** Logs begin at 1 as in the paper, or at 0 as arrays do, but not at both. */
  #wrongBeginning(entry: EntryFields, message: Message): Flaw | undefined {
    const { fields, form, event } = message;
    const index = fields[entry.index];
    if (!entry.mayPrecedeAll || (index !== 0 && index !== noIndex)) return undefined;
    const term = fields[entry.term];
    if (index === 0 && term !== 0 && !isNone(term)) return undefined;
    const known = this.#beginnings.get(form);
    if (known === undefined) this.#beginnings.set(form, { index, event });
    if (known === undefined || known.index === index) return undefined;
    return {
      message:
        `${shown(entry.index, message)} is ${index}, although ${known.index} has stood for the ` +
        'place before the first entry',
      earlier: known.event,
    };
  }
}

/** Heartbeats and messages with entries are of two sorts where entries are an array. */
function sortOf(entries: unknown): Sort {
  if (!Array.isArray(entries)) return 'the only one';
  return entries.length === 0 ? 'without entries' : 'with entries';
}

/** The name of a field as the message spells it. */
function shown(name: string, { fields, value }: Message): string {
  return fields === value ? name : spelledIn(value, name);
}

/** Stands for "no such entry" in logs that begin at 0. */
const noIndex = -1;

/** How some write the term of no entry. */
function isNone(value: unknown): boolean {
  return value === noIndex || value === null;
}

/** Undefined where the message does not have that field. */
function lookOf(field: Field, message: Message): Look | undefined {
  const { kind, name } = field;
  const { form, fields } = message;
  const value = fields[name];
  if (value === undefined && !(name in fields)) return undefined;
  if (kind === 'entries' && message.bringsLog) return possible;
  return isNone(value) && mayBeNone(field, form, fields)
    ? possible
    : lookAt(shown(name, message), kind, value);
}

function wrongValue({ meaning }: Field, look: Look | undefined): Flaw | undefined {
  if (look?.is !== 'wrong') return undefined;
  return { message: `${look.what}; expected ${meaning}`, earlier: undefined };
}

/** Before its first entry a log has no index, no term, and nothing committed. */
function mayBeNone({ name }: Field, { entry }: MessageForm, fields: Fields): boolean {
  if (name === 'leaderCommit') return fields[name] === noIndex;
  if (entry?.mayPrecedeAll !== true) return false;
  const index = fields[entry.index];
  if (name === entry.term) return index === 0 || index === noIndex;
  const term = fields[entry.term];
  return name === entry.index && index === noIndex && (term === 0 || isNone(term));
}

function comesAndGoes(
  { kind, meaning, name }: Field,
  look: Look | undefined,
  seen: Seen,
  i: number,
  message: Message,
): Flaw | undefined {
  const { event, fields, server } = message;
  const value = fields[name];
  // Where `true` alone is ever written, leaving the field out says `false`.
  if (kind === 'flag' && value === true) return undefined;
  const isThere = look?.is === 'possible';
  (isThere ? seen.with : seen.without)[i] ??= event;
  const earlier = (isThere ? seen.without : seen.with)[i];
  if (earlier === undefined) return undefined;
  const near = spelling(name, Object.keys(fields));
  const missing = `${name} is missing${near === undefined ? '' : ` (there is ${near})`}`;
  const what = isThere ? `there is ${shown(name, message)} ${showValue(value)}` : missing;
  const before = isThere ? 'has left it out before' : 'has sent it before';
  return {
    message: `${what}, but server ${server} ${before}; expected ${meaning}`,
    earlier,
  };
}

function laterThanTerm(entry: EntryFields, message: Message): Flaw | undefined {
  const { fields } = message;
  const { term } = fields;
  const entryTerm = fields[entry.term];
  if (!isCount(term) || !isCount(entryTerm) || entryTerm <= term) return undefined;
  return {
    message:
      `${shown(entry.term, message)} is ${entryTerm}, above the sender’s own term ${term}; in no ` +
      'log is there an entry of a later term than that of its server',
    earlier: undefined,
  };
}
