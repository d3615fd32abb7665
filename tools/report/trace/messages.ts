/**
 * The fields of Figure 2 and Figure 13 as far as a message has them. What travelled is whatever an
 * implementation sent, so every field may be missing or of another kind; it is undefined then, and
 * nobody here guesses what it might have been.
 */
export interface RequestVoteFields {
  readonly term: number | undefined;
  readonly lastLogIndex: number | undefined;
  readonly lastLogTerm: number | undefined;
}

export interface AppendEntriesFields {
  readonly term: number | undefined;
  readonly prevLogIndex: number | undefined;
  readonly prevLogTerm: number | undefined;
  /** The terms of the entries, in order. A message without the field brings no entries. */
  readonly entryTerms: readonly (number | undefined)[];
  /** What the entries hold, where there are few; empty where there are many. */
  readonly commands: readonly unknown[];
  readonly leaderCommit: number | undefined;
}

export interface InstallSnapshotFields {
  readonly term: number | undefined;
  readonly lastIncludedIndex: number | undefined;
  readonly lastIncludedTerm: number | undefined;
}

/** The fields of any reply. */
export interface ReplyFields {
  readonly term: number | undefined;
  readonly voteGranted: boolean | undefined;
  readonly success: boolean | undefined;
}

/** What a message of one of the RPCs holds. */
export type Args =
  | ({ readonly kind: 'vote' } & RequestVoteFields)
  | ({ readonly kind: 'append' } & AppendEntriesFields)
  | ({ readonly kind: 'snapshot' } & InstallSnapshotFields)
  | { readonly kind: 'other'; readonly term: number | undefined };

/** Reads the arguments of a call by the RPC's name, such as `Raft.RequestVote`. */
export function readArgs(method: string, value: unknown): Args {
  const term = numberIn(value, 'term');
  switch (shortMethod(method)) {
    case 'RequestVote':
      return {
        kind: 'vote',
        term,
        lastLogIndex: numberIn(value, 'lastLogIndex'),
        lastLogTerm: numberIn(value, 'lastLogTerm'),
      };
    case 'AppendEntries':
      return {
        kind: 'append',
        term,
        prevLogIndex: numberIn(value, 'prevLogIndex'),
        prevLogTerm: numberIn(value, 'prevLogTerm'),
        entryTerms: termsIn(fieldIn(value, 'entries')),
        commands: commandsIn(fieldIn(value, 'entries')),
        leaderCommit: numberIn(value, 'leaderCommit'),
      };
    case 'InstallSnapshot':
      return {
        kind: 'snapshot',
        term,
        lastIncludedIndex: numberIn(value, 'lastIncludedIndex'),
        lastIncludedTerm: numberIn(value, 'lastIncludedTerm'),
      };
    default:
      return { kind: 'other', term };
  }
}

export function readReply(value: unknown): ReplyFields {
  return {
    term: numberIn(value, 'term'),
    voteGranted: flagIn(value, 'voteGranted'),
    success: flagIn(value, 'success'),
  };
}

/** `Raft.RequestVote` as `RequestVote`. */
export function shortMethod(method: string): string {
  return method.slice(method.lastIndexOf('.') + 1);
}

function fieldIn(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  return (value as Readonly<Record<string, unknown>>)[name];
}

function numberIn(value: unknown, name: string): number | undefined {
  const field = fieldIn(value, name);
  return typeof field === 'number' ? field : undefined;
}

function flagIn(value: unknown, name: string): boolean | undefined {
  const field = fieldIn(value, name);
  return typeof field === 'boolean' ? field : undefined;
}

function termsIn(entries: unknown): readonly (number | undefined)[] {
  if (!Array.isArray(entries)) return [];
  return entries.map((entry) => numberIn(entry, 'term'));
}

/** With more, a line about them would be too long, and all of a run's would fill the memory. */
const mostCommands = 3;

function commandsIn(entries: unknown): readonly unknown[] {
  if (!Array.isArray(entries) || entries.length > mostCommands) return [];
  return entries.map((entry) => fieldIn(entry, 'command'));
}
