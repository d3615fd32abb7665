/**
 * What a rule may need to read. An implementation is free to name and shape its messages otherwise;
 * then the rules that need them are not checked.
 */
export type Knowledge =
  | 'RequestVote'
  | 'RequestVote reply'
  | 'AppendEntries'
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

/** An RPC that the paper does not know, a pre-vote, or one whose fields have other names. */
export interface ForeignRequest {
  readonly kind: 'foreign';
}

export type Request = VoteRequest | AppendRequest | InstallRequest | ForeignRequest;

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
    install: ['InstallSnapshot reply', undefined] as const,
  }[request.kind];
  const agrees = name === undefined ? true : fields[name];
  if (isCount(term) && typeof agrees === 'boolean') return { term, agrees };
  const names = name === undefined ? 'term' : `term and ${name}`;
  hide(what, `the ${what} has no ${names} as in Figure 2 or 13`);
  return undefined;
}

type Fields = Readonly<Record<string, unknown>>;
type Hide = (what: Knowledge, reason: string) => void;

function readVote(fields: Fields, hide: Hide): Request {
  // A pre-vote may also travel as a RequestVote with a mark of its own.
  for (const name in fields) if (/^(is_?)?pre/i.test(name) && fields[name] === true) return foreign;
  const { term, lastLogIndex, lastLogTerm } = fields;
  if (isCount(term) && isCount(lastLogIndex) && isCount(lastLogTerm)) {
    return { kind: 'vote', term, lastLogIndex, lastLogTerm };
  }
  hide('RequestVote', 'RequestVote has no term, lastLogIndex and lastLogTerm as in Figure 2');
  return foreign;
}

function readAppend(fields: Fields, hide: Hide): Request {
  const { term, prevLogIndex, prevLogTerm, leaderCommit, entries: sent } = fields;
  const entries = entriesOf(sent);
  if (!isCount(term) || !isCount(prevLogIndex) || !isCount(prevLogTerm) || entries === undefined) {
    const names = 'term, prevLogIndex, prevLogTerm and entries of { term, command }';
    hide('AppendEntries', `AppendEntries has no ${names} as in Figure 2`);
    return foreign;
  }
  const hasCommit = isCount(leaderCommit);
  if (!hasCommit) hide('leaderCommit', 'AppendEntries has no leaderCommit as in Figure 2');
  const { items, runs } = entries;
  return {
    kind: 'append',
    ...{ term, prevLogIndex, prevLogTerm },
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
  const names = 'term, lastIncludedIndex and lastIncludedTerm';
  hide('InstallSnapshot', `InstallSnapshot has no ${names} as in Figure 13`);
  return foreign;
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

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
