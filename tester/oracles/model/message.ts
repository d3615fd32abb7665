import { showValue } from '../../../sim/trace/show.ts';
import { isCount } from '../../messages/entries.ts';
import type { Fields } from '../../messages/fields.ts';
import type {
  AppendEntriesArgs,
  Args,
  InstallSnapshotArgs,
  Reply,
  RequestVoteArgs,
} from '../../messages/message.ts';
import { spelling } from './spelling.ts';

/**
 * What a rule may need to read. An implementation is free to name and shape its messages otherwise;
 * then the rules that need them are not checked.
 */
export type Knowledge =
  | 'RequestVote'
  | 'RequestVote reply'
  | 'AppendEntries'
  /** The term alone, which says whose leader speaks. */
  | 'AppendEntries term'
  | 'AppendEntries reply'
  | 'leaderCommit'
  | 'InstallSnapshot'
  | 'InstallSnapshot reply'
  /** That nothing about logs travels in RPCs which the paper does not know. */
  | 'no other RPCs';

/** Consecutive entries of one term. */
export interface Run {
  readonly term: number;
  readonly lastIndex: number;
}

export interface VoteRequest {
  readonly kind: 'vote';
  readonly term: number;
  readonly lastLogIndex: number;
  readonly lastLogTerm: number;
}

export interface AppendRequest {
  readonly kind: 'append';
  readonly term: number;
  readonly prevLogIndex: number;
  readonly prevLogTerm: number;
  readonly entries: readonly Entry[];
  /** Undefined when the implementation hides it. */
  readonly leaderCommit: number | undefined;
  /** The index and term of the last entry; of the one before the entries when there are none. */
  readonly lastIndex: number;
  readonly lastTerm: number;
  readonly runs: readonly Run[];
}

export interface InstallRequest {
  readonly kind: 'install';
  readonly term: number;
  readonly lastIncludedIndex: number;
  readonly lastIncludedTerm: number;
}

/** An AppendEntries of which only the term can be read: some leave the rest out of heartbeats. */
export interface LeaderRequest {
  readonly kind: 'leader';
  readonly term: number;
}

/** An RPC that the paper does not know, a pre-vote, or one whose fields have other names. */
export interface ForeignRequest {
  readonly kind: 'foreign';
}

export type Request = VoteRequest | AppendRequest | LeaderRequest | InstallRequest | ForeignRequest;

export interface Entry {
  readonly term: number;
  readonly command: unknown;
}

/** A reply; `agrees` is `voteGranted` or `success`, and always true for InstallSnapshot. */
export interface Answer {
  readonly term: number;
  readonly agrees: boolean;
}

const foreign: ForeignRequest = { kind: 'foreign' };

type Hide = (what: Knowledge, reason: string) => void;

/**
 * Takes from arguments what the rules can rely on; calls `hide` with what an implementation does not
 * show, and why.
 *
 * @param args undefined for an RPC that the paper does not know
 */
export function readRequest(method: string, args: Args | undefined, hide: Hide): Request {
  switch (args?.kind) {
    case 'vote':
      return readVote(args, hide);
    case 'append':
      return readAppend(args, hide);
    case 'install':
      return readInstall(args, hide);
    case 'other':
    case undefined:
      // A pre-vote changes nobody's log, term or vote, so it takes nothing from what we know.
      if (!/pre_?vote/i.test(method)) {
        hide('no other RPCs', `the implementation has an RPC of its own, ${method}`);
      }
      return foreign;
  }
}

/** Reads a reply; undefined when it lacks what Figure 2 or 13 gives it. */
export function readAnswer(reply: Reply, hide: Hide): Answer | undefined {
  const { term } = reply;
  switch (reply.kind) {
    case 'vote': {
      const { voteGranted: agrees } = reply;
      if (isCount(term) && agrees !== undefined) return { term, agrees };
      hide('RequestVote reply', lacksInReply('RequestVote', ['term', 'voteGranted'], reply));
      return undefined;
    }
    case 'append': {
      const { success: agrees } = reply;
      if (isCount(term) && agrees !== undefined) return { term, agrees };
      hide('AppendEntries reply', lacksInReply('AppendEntries', ['term', 'success'], reply));
      return undefined;
    }
    case 'install':
      if (isCount(term)) return { term, agrees: true };
      hide('InstallSnapshot reply', lacksInReply('InstallSnapshot', ['term'], reply));
      return undefined;
    case 'other':
      return undefined;
  }
}

/** A pre-vote may also travel as a RequestVote with a mark of its own. */
export function isPreVote(fields: Fields): boolean {
  for (const name in fields) {
    if (fields[name] === true && /^(is_?)?pre/i.test(name)) return true;
  }
  return false;
}

function readVote({ term, lastLogIndex, fields }: RequestVoteArgs, hide: Hide): Request {
  if (isPreVote(fields)) return foreign;
  const lastLogTerm = termAt(lastLogIndex, fields.lastLogTerm);
  if (isCount(term) && isCount(lastLogIndex) && isCount(lastLogTerm)) {
    return { kind: 'vote', term, lastLogIndex, lastLogTerm };
  }
  hide('RequestVote', lacks('RequestVote', ['term', 'lastLogIndex', 'lastLogTerm'], fields));
  return foreign;
}

function readAppend(args: AppendEntriesArgs, hide: Hide): Request {
  const { entries, fields, leaderCommit, prevLogIndex, runs, term } = args;
  const prevLogTerm = termAt(prevLogIndex, fields.prevLogTerm);
  if (!isCount(term)) hide('AppendEntries term', lacks('AppendEntries', ['term'], fields));
  if (!isCount(term) || !isCount(prevLogIndex) || !isCount(prevLogTerm) || runs === undefined) {
    const names = ['term', 'prevLogIndex', 'prevLogTerm', 'entries'];
    hide('AppendEntries', lacks('AppendEntries', names, fields));
    return isCount(term) ? { kind: 'leader', term } : foreign;
  }
  const hasCommit = isCount(leaderCommit);
  if (!hasCommit) hide('leaderCommit', lacks('AppendEntries', ['leaderCommit'], fields));
  return {
    kind: 'append',
    term,
    prevLogIndex,
    prevLogTerm,
    entries: entries as readonly Entry[],
    leaderCommit: hasCommit ? leaderCommit : undefined,
    lastIndex: prevLogIndex + entries.length,
    lastTerm: runs.at(-1)?.term ?? prevLogTerm,
    runs: runs.map((run) => ({ term: run.term, lastIndex: prevLogIndex + run.count })),
  };
}

function readInstall(args: InstallSnapshotArgs, hide: Hide): Request {
  const { fields, lastIncludedIndex, lastIncludedTerm, term } = args;
  if (isCount(term) && isCount(lastIncludedIndex) && isCount(lastIncludedTerm)) {
    return { kind: 'install', term, lastIncludedIndex, lastIncludedTerm };
  }
  const names = ['term', 'lastIncludedIndex', 'lastIncludedTerm'];
  const reason = lacks('InstallSnapshot', names, fields, 'Figure 13');
  hide('InstallSnapshot', reason);
  // It changes logs all the same, in a way that cannot be followed.
  hide('no other RPCs', reason);
  return foreign;
}

/** The term of the entry at an index. Before the first entry some write -1 or null instead of 0. */
function termAt(index: unknown, term: unknown): unknown {
  return index === 0 && (term === -1 || term === null) ? 0 : term;
}

function lacks(
  method: string,
  names: readonly string[],
  fields: Fields,
  figure = 'Figure 2',
): string {
  const missing = names.filter((name) => fields[name] === undefined);
  if (missing.length > 0) {
    return `${method} has no ${missing.join(', ')} as in ${figure}${misspelt(missing, fields)}`;
  }
  const own = names.map((name) => `${name} ${showValue(fields[name])}`).join(', ');
  return `${method} shows its fields in a way of its own (${own})`;
}

function lacksInReply(method: string, names: readonly string[], { fields }: Reply): string {
  const missing = names.filter((name) => fields[name] === undefined);
  const lacking = (missing.length > 0 ? missing : names).join(' and ');
  return `replies of ${method} have no ${lacking} as in Figure 2 or 13${misspelt(missing, fields)}`;
}

/** What stands there instead of missing fields, for those who took care to send them. */
function misspelt(missing: readonly string[], fields: Fields): string {
  const names = Object.keys(fields);
  const found = missing.flatMap((name) => spelling(name, names) ?? []);
  return found.length === 0 ? '' : `; it is spelt ${found.join(', ')}`;
}
