import type { TraceEvent } from '../../../sim/trace/event.ts';
import { showValue } from '../../../sim/trace/show.ts';
import type { EntryFields, Field, MessageForm } from './figures.ts';
import { spelling } from './spelling.ts';
import { isCount, lookAt, type Look } from './values.ts';

/** Why a message cannot be right. */
export interface Flaw {
  /** What is wrong with which field, and what was expected, as a clause. */
  readonly message: string;
  /** A message of the same server that this one contradicts. */
  readonly earlier: TraceEvent | undefined;
}

/** Heartbeats may lack what messages with entries have, in requests and replies. */
export type Sort = 'with entries' | 'without entries' | 'the only one';

/** One message, as far as its form goes. */
export interface Message {
  readonly server: number;
  readonly form: MessageForm;
  /** Of its form it is compared with those of its sort alone. */
  readonly sort: Sort;
  readonly fields: Readonly<Record<string, unknown>>;
  readonly event: TraceEvent;
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

  /** The first flaw of a message, which is remembered for what comes later. */
  flawOf(message: Message): Flaw | undefined {
    const { form, fields } = message;
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
    return this.#wrongBeginning(entry, message) ?? laterThanTerm(entry, fields);
  }

  #seenLike({ form, server, sort }: Message): Seen {
    const sorts = this.#seen.get(form) ?? new Map<Sort, Seen[]>();
    this.#seen.set(form, sorts);
    const servers = sorts.get(sort) ?? [];
    sorts.set(sort, servers);
    return (servers[server] ??= { with: [], without: [] });
  }

  /** Logs begin at 1 as in the paper, or at 0 as arrays do, but not at both. */
  #wrongBeginning(entry: EntryFields, { fields, form, event }: Message): Flaw | undefined {
    const index = fields[entry.index];
    if (!entry.mayPrecedeAll || (index !== 0 && index !== noIndex)) return undefined;
    const term = fields[entry.term];
    if (index === 0 && term !== 0 && !isNone(term)) return undefined;
    const known = this.#beginnings.get(form);
    if (known === undefined) this.#beginnings.set(form, { index, event });
    if (known === undefined || known.index === index) return undefined;
    const message =
      `${entry.index} is ${index}, although ${known.index} has stood for the place ` +
      'before the first entry';
    return { message, earlier: known.event };
  }
}

/** Stands for "no such entry" in logs that begin at 0. */
const noIndex = -1;

/** How some write the term of no entry. */
function isNone(value: unknown): boolean {
  return value === noIndex || value === null;
}

/** Undefined where the message does not have that field. */
function lookOf(field: Field, { form, fields }: Message): Look | undefined {
  const { kind, name } = field;
  const value = fields[name];
  if (value === undefined && !(name in fields)) return undefined;
  return isNone(value) && mayBeNone(field, form, fields)
    ? { is: 'possible' }
    : lookAt(name, kind, value);
}

function wrongValue({ meaning }: Field, look: Look | undefined): Flaw | undefined {
  if (look?.is !== 'wrong') return undefined;
  return { message: `${look.what}; expected ${meaning}`, earlier: undefined };
}

/** Before its first entry a log has no index, no term, and nothing committed. */
function mayBeNone({ name }: Field, { entry }: MessageForm, fields: Message['fields']): boolean {
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
  { event, fields, server }: Message,
): Flaw | undefined {
  const value = fields[name];
  // Where `true` alone is ever written, leaving the field out says `false`.
  if (kind === 'flag' && value === true) return undefined;
  const isThere = look?.is === 'possible';
  (isThere ? seen.with : seen.without)[i] ??= event;
  const earlier = (isThere ? seen.without : seen.with)[i];
  if (earlier === undefined) return undefined;
  const near = spelling(name, Object.keys(fields));
  const missing = `${name} is missing${near === undefined ? '' : ` (there is ${near})`}`;
  const what = isThere ? `there is ${name} ${showValue(value)}` : missing;
  const before = isThere ? 'has left it out before' : 'has sent it before';
  return {
    message: `${what}, but server ${server} ${before}; expected ${meaning}`,
    earlier,
  };
}

function laterThanTerm(entry: EntryFields, fields: Message['fields']): Flaw | undefined {
  const { term } = fields;
  const entryTerm = fields[entry.term];
  if (!isCount(term) || !isCount(entryTerm) || entryTerm <= term) return undefined;
  return {
    message:
      `${entry.term} is ${entryTerm}, above the sender’s own term ${term}; in no log ` +
      'is there an entry of a later term than that of its server',
    earlier: undefined,
  };
}
