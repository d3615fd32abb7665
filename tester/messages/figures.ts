/** What the value of a field is. */
export type FieldKind = 'term' | 'index' | 'id' | 'flag' | 'entries' | 'data';

/** A field of a message, as Figure 2 or Figure 13 has it. */
export interface Field {
  readonly name: string;
  readonly kind: FieldKind;
  /** In the words of the figure, to follow "expected". */
  readonly meaning: string;
}

/** An index and the term of the entry there. */
export interface EntryFields {
  readonly index: string;
  readonly term: string;
  /** The index may be the place before the first entry, where a log has no term. */
  readonly mayPrecedeAll: boolean;
}

export interface MessageForm {
  readonly fields: readonly Field[];
  readonly entry?: EntryFields;
}

const field = (name: string, kind: FieldKind, meaning: string): Field => ({ name, kind, meaning });

const replyTerm = field('term', 'term', 'the currentTerm of the server that answers');

/** The three RPCs of the paper. */
export type Rpc = 'vote' | 'append' | 'install';

/** Which of them a method is. */
export function rpcOf(method: string): Rpc | 'other' {
  switch (method) {
    case 'Raft.AppendEntries':
      return 'append';
    case 'Raft.RequestVote':
      return 'vote';
    case 'Raft.InstallSnapshot':
      return 'install';
    default:
      return 'other';
  }
}

/** The messages of Figure 2 and Figure 13, without what the course leaves out of the latter. */
export const figures: Readonly<Record<Rpc, { request: MessageForm; reply: MessageForm }>> = {
  vote: {
    request: {
      fields: [
        field('term', 'term', 'the candidate’s term'),
        field('candidateId', 'id', 'the candidate’s index in peers'),
        field('lastLogIndex', 'index', 'the index of the candidate’s last entry, 0 if it has none'),
        field('lastLogTerm', 'term', 'the term of the candidate’s last entry, 0 if it has none'),
      ],
      entry: { index: 'lastLogIndex', term: 'lastLogTerm', mayPrecedeAll: true },
    },
    reply: { fields: [replyTerm, field('voteGranted', 'flag', 'true or false')] },
  },
  append: {
    request: {
      fields: [
        field('term', 'term', 'the leader’s term'),
        field('leaderId', 'id', 'the leader’s index in peers'),
        field('prevLogIndex', 'index', 'the index right before the new entries, from 0 up'),
        field('prevLogTerm', 'term', 'the term of the entry at prevLogIndex, 0 before the first'),
        field('entries', 'entries', 'an array of entries with their terms, empty for a heartbeat'),
        field('leaderCommit', 'index', 'the leader’s commitIndex'),
      ],
      entry: { index: 'prevLogIndex', term: 'prevLogTerm', mayPrecedeAll: true },
    },
    reply: { fields: [replyTerm, field('success', 'flag', 'true or false')] },
  },
  install: {
    request: {
      fields: [
        field('term', 'term', 'the leader’s term'),
        field('leaderId', 'id', 'the leader’s index in peers'),
        field('lastIncludedIndex', 'index', 'the last index that the snapshot replaces'),
        field('lastIncludedTerm', 'term', 'the term of the entry at lastIncludedIndex'),
        field('data', 'data', 'the snapshot'),
      ],
      entry: { index: 'lastIncludedIndex', term: 'lastIncludedTerm', mayPrecedeAll: false },
    },
    reply: { fields: [replyTerm] },
  },
};
