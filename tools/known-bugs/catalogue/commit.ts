import type { Bug, Edit } from '../known-bug.ts';

/** Heartbeats without entries: correct, as a follower that answers one is sent what it lacks. */
const emptyHeartbeats: readonly Edit[] = [
  {
    file: 'leader.ts',
    find: 'for (const follower of this.followers) this.replicate(follower);',
    replace: `for (const follower of this.followers) {
      if (follower.nextIndex <= this.server.state.log.lastIncludedIndex) this.replicate(follower);
      else void this.sendEntries(follower, []);
    }`,
  },
  {
    file: 'leader.ts',
    find: 'private async sendEntries(follower: Progress): Promise<void> {',
    replace: 'private async sendEntries(follower: Progress, none?: readonly []): Promise<void> {',
  },
  {
    file: 'leader.ts',
    find: 'entries: log.entriesFrom(follower.nextIndex),',
    replace: 'entries: none ?? log.entriesFrom(follower.nextIndex),',
  },
];

/** When an entry is committed, and how it gets to the service (§5.3, §5.4). */
export const commit: readonly Bug[] = [
  {
    id: 'old-term-committed-by-counting',
    title: 'as a leader commits entries of earlier terms by counting replicas',
    description:
      'The situation of Figure 8: such an entry can still be overwritten by a later leader, although ' +
      'it has been applied.',
    edits: [
      {
        file: 'leader.ts',
        find: 'if (N > commitIndex && state.log.term(N) === this.term) this.server.commitUpTo(N);',
        replace: 'if (N > commitIndex) this.server.commitUpTo(N);',
      },
    ],
    rule: 'commit-own-term',
    source:
      '§5.4.2: only entries from the leader’s current term are committed by counting replicas',
  },
  {
    id: 'match-from-todays-log',
    title: 'takes a success as proof for everything in its log by now',
    description:
      'Commands that came while the RPC was under way are counted as replicated before anybody ' +
      'has them.',
    edits: [
      {
        file: 'leader.ts',
        find: 'follower.confirm(args.prevLogIndex + args.entries.length);',
        replace: 'follower.confirm(log.lastIndex);',
      },
    ],
    rule: 'commit-majority',
    alsoSeenAs: ['state-machine-safety', 'agreement'],
    source: 'the students’ guide to Raft: matchIndex comes from the arguments you sent',
  },
  {
    id: 'match-from-next-index',
    title: 'takes matchIndex from a nextIndex that runs ahead of the replies',
    description:
      'nextIndex is a guess; when several RPCs are under way the success of one is taken for the ' +
      'success of all.',
    edits: [
      {
        file: 'leader.ts',
        find: `follower.unanswered = args;
    const reply = await follower.end.Call('Raft.AppendEntries', args);`,
        replace: `follower.unanswered = args;
    follower.nextIndex = log.lastIndex + 1;
    const reply = await follower.end.Call('Raft.AppendEntries', args);`,
      },
      {
        file: 'leader.ts',
        find: 'follower.confirm(args.prevLogIndex + args.entries.length);',
        replace: 'follower.confirm(follower.nextIndex - 1);',
      },
      {
        file: 'progress.ts',
        find: `
    if (args.prevLogIndex !== this.nextIndex - 1) return false;`,
        replace: '',
      },
    ],
    rule: 'commit-majority',
    alsoSeenAs: ['state-machine-safety', 'uncaught-exception', 'agreement'],
    source: 'the students’ guide to Raft: nextIndex is a guess, matchIndex is used for safety',
  },
  {
    id: 'commit-by-half',
    title: 'as a leader commits what half of the servers hold, rounded down',
    description: 'The other half, and one more, can elect a leader that has never seen the entry.',
    edits: [
      {
        file: 'leader.ts',
        find: 'stored[Math.floor(stored.length / 2)]',
        replace: 'stored[Math.floor(stored.length / 2) - 1]',
      },
    ],
    rule: 'commit-majority',
    alsoSeenAs: ['no-agreement', 'state-machine-safety'],
    source: '§5.3: committed once the leader has replicated it on a majority of the servers',
  },
  {
    id: 'commit-on-own-append',
    title: 'as a leader commits what it alone holds',
    description: 'Clients are told that it is done, and the next leader knows nothing of it.',
    edits: [
      {
        file: 'leader.ts',
        find: 'const N = stored[Math.floor(stored.length / 2)] ?? 0;',
        replace: 'const N = stored[0] ?? 0;',
      },
    ],
    rule: 'commit-majority',
    alsoSeenAs: ['no-agreement', 'state-machine-safety'],
    source: '§5.3: committed once the leader has replicated it on a majority of the servers',
  },
  {
    id: 'commit-needs-all',
    title: 'as a leader commits only what every server holds',
    description: 'One slow or dead server stops the whole cluster.',
    edits: [
      {
        file: 'leader.ts',
        find: 'stored[Math.floor(stored.length / 2)]',
        replace: 'stored[stored.length - 1]',
      },
    ],
    rule: 'agreement',
    alsoSeenAs: ['commits-in-time'],
    source: '§2: a minority of slow servers need not impact overall performance',
  },
  {
    id: 'leader-not-counted',
    title: 'as a leader forgets itself when it counts who holds an entry',
    description: 'A bare majority that includes the leader is not enough for it.',
    edits: [
      {
        file: 'leader.ts',
        find: '[state.log.lastIndex, ...this.followers.map((peer) => peer.matchIndex)]',
        replace: 'this.followers.map((peer) => peer.matchIndex)',
      },
    ],
    rule: 'agreement',
    alsoSeenAs: ['commits-in-time'],
    source: 'Figure 2, leaders: a majority of matchIndex[i] ≥ N, its own among them',
  },
  {
    id: 'applied-on-append',
    title: 'as a follower applies entries as soon as it has them',
    description: 'They may never be committed, and cannot be taken back from the service.',
    edits: [
      {
        file: 'raft.ts',
        find: 'this.commitUpTo(Math.min(args.leaderCommit, lastNewIndex));',
        replace: 'this.commitUpTo(lastNewIndex);',
      },
    ],
    rule: 'commit-majority',
    alsoSeenAs: ['apply-committed', 'no-agreement', 'state-machine-safety'],
    source: '§5.3: once a follower learns that an entry is committed, it applies it',
  },
  {
    id: 'commit-beyond-last-new',
    title: 'commits up to its own last entry instead of the last new one',
    description:
      'Behind the last new entry there may still be entries of an old leader, which this message ' +
      'does not vouch for.',
    edits: [
      {
        file: 'raft.ts',
        find: 'this.commitUpTo(Math.min(args.leaderCommit, lastNewIndex));',
        replace: `this.commitUpTo(Math.min(args.leaderCommit, Math.max(lastNewIndex, state.log.lastIndex)));`,
      },
      // The reference's heartbeats bring all that is missing; this matters where they bring nothing.
      ...emptyHeartbeats,
    ],
    rule: 'apply-committed',
    alsoSeenAs: ['commit-majority', 'state-machine-safety'],
    source: 'Figure 2, AppendEntries 5: min(leaderCommit, index of last new entry)',
  },
  {
    id: 'leader-commit-taken-as-it-is',
    title: 'sets commitIndex to leaderCommit even when its own log is shorter',
    description: 'It means to apply entries that it does not have yet.',
    edits: [
      {
        file: 'raft.ts',
        find: 'this.commitUpTo(Math.min(args.leaderCommit, lastNewIndex));',
        replace: 'this.commitUpTo(args.leaderCommit);',
      },
      // The reference's heartbeats bring all that is missing; this matters where they bring nothing.
      ...emptyHeartbeats,
    ],
    rule: 'apply-committed',
    alsoSeenAs: ['commit-majority', 'uncaught-exception', 'state-machine-safety'],
    source: 'Figure 2, AppendEntries 5: min(leaderCommit, index of last new entry)',
  },
  {
    id: 'last-index-sent-as-commit',
    title: 'as a leader sends the end of its log as leaderCommit',
    description: 'Followers apply what no majority holds yet.',
    edits: [
      {
        file: 'leader.ts',
        find: 'leaderCommit: this.server.commitIndex,',
        replace: 'leaderCommit: log.lastIndex,',
      },
    ],
    rule: 'commit-majority',
    alsoSeenAs: ['no-agreement', 'state-machine-safety'],
    source: 'Figure 2, AppendEntries: leaderCommit is the leader’s commitIndex',
  },
  {
    id: 'reapplied-after-election',
    title: 'as a new leader applies everything from the beginning of its log again',
    description:
      'lastApplied is reset along with the volatile state on leaders, and is none of it.',
    edits: [
      {
        file: 'raft.ts',
        find: 'const leader = new Leader(this, this.others);',
        replace: `this.lastApplied = this.state.log.lastIncludedIndex;
    const leader = new Leader(this, this.others);`,
      },
    ],
    rule: 'apply-order',
    source: 'Figure 2, volatile state on all servers: lastApplied increases monotonically',
  },
  {
    id: 'no-op-on-election',
    title: 'as a new leader appends an entry that no client asked for',
    description:
      'A known technique of real systems (§8), but in this lab every index belongs to a command.',
    edits: [
      {
        file: 'raft.ts',
        find: 'leader.replicateToAll();',
        replace: `leader.append(null);
    leader.replicateToAll();`,
      },
    ],
    rule: 'next-index',
    alsoSeenAs: ['agreement'],
    source: '§8: a blank no-op entry at the start of its term; the lab’s tests count indexes',
  },
  {
    id: 'uncommitted-dropped-on-election',
    title: 'as a new leader drops what is not committed in its log',
    description:
      'It cannot know what is committed: entries that a majority holds may be among the dropped ' +
      'ones, and an old leader may have answered for them.',
    edits: [
      {
        file: 'raft.ts',
        find: 'const leader = new Leader(this, this.others);',
        replace: `this.state.log.dropAfter(this.commitIndex);
    this.state.Persist();
    const leader = new Leader(this, this.others);`,
      },
      {
        file: 'log.ts',
        find: '  append(entry: LogEntry): void {',
        replace: `  dropAfter(index: number): void {
    this.entries.length = index - this.lastIncludedIndex;
    this.version++;
  }

  append(entry: LogEntry): void {`,
      },
    ],
    rule: 'leader-completeness',
    alsoSeenAs: ['leader-append-only', 'state-machine-safety', 'acknowledgement-kept'],
    source: '§5.3, Leader Append-Only: a leader never overwrites or deletes entries in its log',
  },
  {
    id: 'start-answers-next-index',
    title: 'answers Start with the index after the command’s',
    description: 'It reads the length of its log after it has appended, and adds one again.',
    edits: [
      {
        file: 'raft.ts',
        find: `
    const index = this.state.log.lastIndex + 1;`,
        replace: '',
      },
      {
        file: 'raft.ts',
        find: 'return { index, term, isLeader: true };',
        replace: 'return { index: this.state.log.lastIndex + 1, term, isLeader: true };',
      },
    ],
    rule: 'agreement',
    alsoSeenAs: ['start-kept', 'next-index'],
    source: 'lab 3B: Start gives the index that the command will have if it is ever committed',
  },
];
