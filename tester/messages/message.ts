import { LazyPayload } from '../../labrpc/payload.ts';
import type { Payload } from '../../sim/trace/event.ts';
import { readEntries, type SentEntry, type TermRun } from './entries.ts';
import { doubledIn, fieldsOf, flagIn, numberIn, type Fields } from './fields.ts';
import { figures, rpcOf, type Rpc } from './figures.ts';

/**
 * What is said in any message. What travelled is whatever an implementation sent, so every field of the
 * figures may be missing or of another kind; it is undefined then, and nobody here guesses what it might
 * have been.
 */
interface Message {
  readonly term: number | undefined;
  /** All that was sent, by the paper's names, fields of the implementation's own included. */
  readonly fields: Fields;
  /** A field that is there in two spellings with different values; undefined where that is so. */
  readonly doubled: string | undefined;
}

export interface RequestVoteArgs extends Message {
  readonly kind: 'vote';
  readonly lastLogIndex: number | undefined;
  readonly lastLogTerm: number | undefined;
}

export interface AppendEntriesArgs extends Message {
  readonly kind: 'append';
  readonly prevLogIndex: number | undefined;
  readonly prevLogTerm: number | undefined;
  /** A message without the field brings no entries. */
  readonly entries: readonly SentEntry[];
  /** Their terms; undefined when they are no list of entries that all have a term and a command. */
  readonly runs: readonly TermRun[] | undefined;
  readonly leaderCommit: number | undefined;
}

export interface InstallSnapshotArgs extends Message {
  readonly kind: 'install';
  readonly lastIncludedIndex: number | undefined;
  readonly lastIncludedTerm: number | undefined;
}

/** Of an RPC that the paper does not know. */
export interface OtherMessage extends Message {
  readonly kind: 'other';
}

/** The arguments of a call. */
export type Args = RequestVoteArgs | AppendEntriesArgs | InstallSnapshotArgs | OtherMessage;

export interface RequestVoteReply extends Message {
  readonly kind: 'vote';
  readonly voteGranted: boolean | undefined;
}

export interface AppendEntriesReply extends Message {
  readonly kind: 'append';
  readonly success: boolean | undefined;
}

export interface InstallSnapshotReply extends Message {
  readonly kind: 'install';
}

export type Reply = RequestVoteReply | AppendEntriesReply | InstallSnapshotReply | OtherMessage;

/** Reads the arguments of a call. They are read once, however often and by whomever that is asked. */
export function argsOf({ method, args }: { method: string; args: Payload }): Args {
  return once(args, argsReaders[rpcOf(method)]);
}

/** Reads what the handler of a method replied, once as well. */
export function replyOf({ method, reply }: { method: string; reply: Payload }): Reply {
  return once(reply, replyReaders[rpcOf(method)]);
}

/** An AppendEntries that brings nothing, of which a run has very many. */
export function isHeartbeat(args: Args): boolean {
  if (args.kind !== 'append' || args.entries.length > 0) return false;
  const { entries } = args.fields;
  return entries === undefined || Array.isArray(entries);
}

/** A reply that grants a vote. */
export function isGranted(reply: Reply | undefined): boolean {
  return reply?.kind === 'vote' && reply.voteGranted === true;
}

/** A reply that accepts an AppendEntries. */
export function isAccepted(reply: Reply | undefined): boolean {
  return reply?.kind === 'append' && reply.success === true;
}

/** What an implementation adds to its replies, such as where to back up to. */
export function ownFields({ kind, fields }: Reply): Fields {
  const known = kind === 'other' ? [] : figures[kind].reply.fields.map(({ name }) => name);
  return Object.fromEntries(Object.entries(fields).filter(([name]) => !known.includes(name)));
}

/** Payloads that do not travel, such as a test makes, are read each time. */
function once<View>(payload: Payload, read: (value: unknown) => View): View {
  return payload instanceof LazyPayload ? payload.as(read) : read(payload.value);
}

type Readers<View> = Readonly<Record<Rpc | 'other', (value: unknown) => View>>;

const argsReaders: Readers<Args> = {
  vote(value) {
    const message = readMessage(value);
    return {
      ...message,
      kind: 'vote',
      lastLogIndex: numberIn(message.fields, 'lastLogIndex'),
      lastLogTerm: numberIn(message.fields, 'lastLogTerm'),
    };
  },
  append(value) {
    const message = readMessage(value);
    const { fields } = message;
    const { entries, runs, doubled } = readEntries(fields.entries);
    return {
      ...message,
      kind: 'append',
      doubled: message.doubled ?? doubled,
      prevLogIndex: numberIn(fields, 'prevLogIndex'),
      prevLogTerm: numberIn(fields, 'prevLogTerm'),
      entries,
      runs,
      leaderCommit: numberIn(fields, 'leaderCommit'),
    };
  },
  install(value) {
    const message = readMessage(value);
    return {
      ...message,
      kind: 'install',
      lastIncludedIndex: numberIn(message.fields, 'lastIncludedIndex'),
      lastIncludedTerm: numberIn(message.fields, 'lastIncludedTerm'),
    };
  },
  other: readOther,
};

const replyReaders: Readers<Reply> = {
  vote(value) {
    const message = readMessage(value);
    return { ...message, kind: 'vote', voteGranted: flagIn(message.fields, 'voteGranted') };
  },
  append(value) {
    const message = readMessage(value);
    return { ...message, kind: 'append', success: flagIn(message.fields, 'success') };
  },
  install(value) {
    return { ...readMessage(value), kind: 'install' };
  },
  other: readOther,
};

function readOther(value: unknown): OtherMessage {
  return { ...readMessage(value), kind: 'other' };
}

function readMessage(value: unknown): Message {
  const fields = fieldsOf(value);
  const doubled = fields === value ? undefined : doubledIn(value);
  return { term: numberIn(fields, 'term'), fields, doubled };
}
