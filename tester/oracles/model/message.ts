import { showValue } from '../../../sim/trace/show.ts';
import { figures } from './figures.ts';
import type { Message, Sort } from './forms.ts';
import { spelling } from './spelling.ts';
import { isCount } from './values.ts';

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

/** Reads arguments; calls `hide` with what an implementation does not show, and why. */
export function readRequest(
  method: string,
  args: () => unknown,
  hide: (what: Knowledge, reason: string) => void,
): Request {
  switch (method) {
    case 'Raft.RequestVote':
      return readVote(fieldsOf(args()), hide);
    case 'Raft.AppendEntries':
      return readAppend(fieldsOf(args()), hide);
    case 'Raft.InstallSnapshot':
      return readInstall(fieldsOf(args()), hide);
    default:
      // A pre-vote changes nobody's log, term or vote, so it takes nothing from what we know.
      if (!/pre_?vote/i.test(method)) {
        hide('no other RPCs', `the implementation has an RPC of its own, ${method}`);
      }
      return foreign;
  }
}

/** Reads a reply; undefined when it lacks what Figure 2 or 13 gives it. */
export function readAnswer(
  request: Request,
  reply: () => unknown,
  hide: (what: Knowledge, reason: string) => void,
): Answer | undefined {
  if (request.kind === 'foreign') return undefined;
  const fields = fieldsOf(reply());
  const { term } = fields;
  const [what, name] = {
    vote: ['RequestVote reply', 'voteGranted'] as const,
    append: ['AppendEntries reply', 'success'] as const,
    leader: ['AppendEntries reply', 'success'] as const,
    install: ['InstallSnapshot reply', undefined] as const,
  }[request.kind];
  const agrees = name === undefined ? true : fields[name];
  if (isCount(term) && typeof agrees === 'boolean') return { term, agrees };
  const names = name === undefined ? ['term'] : ['term', name];
  const missing = names.filter((each) => fields[each] === undefined);
  const whose = `replies of ${what.replace(' reply', '')}`;
  const lacking = (missing.length > 0 ? missing : names).join(' and ');
  hide(what, `${whose} have no ${lacking} as in Figure 2 or 13${misspelt(missing, fields)}`);
  return undefined;
}

/** The form of a request; undefined for what the paper does not know. */
export function formOfRequest(method: string, args: unknown): FormOfMessage | undefined {
  const form = figures[method]?.request;
  const fields = fieldsOf(args);
  if (form === undefined || (method === 'Raft.RequestVote' && isPreVote(fields))) return undefined;
  const { entries } = fields;
  return { form, fields, sort: sortOf(entries) };
}

/** The form of a reply; undefined where what it answers cannot be read. */
export function formOfReply(
  method: string,
  request: Request,
  reply: unknown,
): FormOfMessage | undefined {
  const form = figures[method]?.reply;
  if (form === undefined || request.kind === 'foreign') return undefined;
  const sort = sortOf(request.kind === 'append' ? request.entries : undefined);
  return { form, fields: fieldsOf(reply), sort };
}

type FormOfMessage = Pick<Message, 'form' | 'fields' | 'sort'>;

function sortOf(entries: unknown): Sort {
  if (!Array.isArray(entries)) return 'the only one';
  return entries.length === 0 ? 'without entries' : 'with entries';
}

type Fields = Readonly<Record<string, unknown>>;
type Hide = (what: Knowledge, reason: string) => void;

/** A pre-vote may also travel as a RequestVote with a mark of its own. */
function isPreVote(fields: Fields): boolean {
  return Object.keys(fields).some((name) => /^(is_?)?pre/i.test(name) && fields[name] === true);
}

function readVote(fields: Fields, hide: Hide): Request {
  if (isPreVote(fields)) return foreign;
  const { term, lastLogIndex } = fields;
  const lastLogTerm = termAt(lastLogIndex, fields.lastLogTerm);
  if (isCount(term) && isCount(lastLogIndex) && isCount(lastLogTerm)) {
    return { kind: 'vote', term, lastLogIndex, lastLogTerm };
  }
  hide('RequestVote', lacks('RequestVote', ['term', 'lastLogIndex', 'lastLogTerm'], fields));
  return foreign;
}

function readAppend(fields: Fields, hide: Hide): Request {
  const { term, prevLogIndex, leaderCommit, entries: sent } = fields;
  const prevLogTerm = termAt(prevLogIndex, fields.prevLogTerm);
  const entries = entriesOf(sent);
  if (!isCount(term)) hide('AppendEntries term', lacks('AppendEntries', ['term'], fields));
  if (!isCount(term) || !isCount(prevLogIndex) || !isCount(prevLogTerm) || entries === undefined) {
    const names = ['term', 'prevLogIndex', 'prevLogTerm', 'entries'];
    hide('AppendEntries', lacks('AppendEntries', names, fields));
    return isCount(term) ? { kind: 'leader', term } : foreign;
  }
  const hasCommit = isCount(leaderCommit);
  if (!hasCommit) hide('leaderCommit', lacks('AppendEntries', ['leaderCommit'], fields));
  const { items, runs } = entries;
  return {
    kind: 'append',
    term,
    prevLogIndex,
    prevLogTerm,
    entries: items,
    leaderCommit: hasCommit ? leaderCommit : undefined,
    lastIndex: prevLogIndex + items.length,
    lastTerm: items.at(-1)?.term ?? prevLogTerm,
    runs: runs.map((run) => ({ term: run.term, lastIndex: prevLogIndex + run.count })),
  };
}

function readInstall(fields: Fields, hide: Hide): Request {
  const { term, lastIncludedIndex, lastIncludedTerm } = fields;
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

/** What stands there instead of missing fields, for those who took care to send them. */
function misspelt(missing: readonly string[], fields: Fields): string {
  const names = Object.keys(fields);
  const found = missing.flatMap((name) => spelling(name, names) ?? []);
  return found.length === 0 ? '' : `; it is spelt ${found.join(', ')}`;
}

/** The entries, and how many there are up to the end of each run of one term. */
function entriesOf(
  value: unknown,
): { items: readonly Entry[]; runs: readonly { term: number; count: number }[] } | undefined {
  if (!Array.isArray(value)) return undefined;
  const items: readonly unknown[] = value;
  const runs: { term: number; count: number }[] = [];
  let run: { term: number; count: number } | undefined;
  for (let i = 0; i < items.length; i++) {
    const item = items[i];
    if (typeof item !== 'object' || item === null || !('term' in item) || !('command' in item)) {
      return undefined;
    }
    const { term } = item;
    if (!isCount(term)) return undefined;
    if (run?.term !== term) {
      run = { term, count: i };
      runs.push(run);
    }
    run.count = i + 1;
  }
  return { items: items as readonly Entry[], runs };
}

function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}
