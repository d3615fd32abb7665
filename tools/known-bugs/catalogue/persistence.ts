import type { Bug } from '../known-bug.ts';

/** What survives a crash, and from when on (§5, Figure 2). */
export const persistence: readonly Bug[] = [
  {
    id: 'vote-not-persisted',
    title: 'does not save votedFor',
    description:
      'After a restart it has forgotten its vote and gives another in the same term. It takes a ' +
      'crash right after a vote, so most runs pass.',
    edits: [{ file: 'state.ts', find: 'votedFor: this.votedFor,', replace: 'votedFor: null,' }],
    rule: 'persist-before-reply',
    alsoSeenAs: ['one-vote-per-term'],
    source: 'Figure 2, persistent state on all servers: votedFor',
  },
  {
    id: 'term-not-persisted',
    title: 'does not read currentTerm back after a restart',
    description:
      'It begins in term 0 again, and may vote once more in terms in which it has voted.',
    edits: [
      {
        file: 'state.ts',
        find: `
    this.currentTerm = saved.currentTerm;`,
        replace: '',
      },
    ],
    rule: 'terms-never-go-back',
    alsoSeenAs: ['one-vote-per-term'],
    source: 'Figure 2, persistent state on all servers: currentTerm',
  },
  {
    id: 'log-not-persisted',
    title: 'does not save its log',
    description: 'Entries that it has acknowledged, and that count as committed, are gone.',
    edits: [
      {
        file: 'state.ts',
        find: 'log: this.encoder.encode(this.log),',
        replace: 'log: [],',
      },
    ],
    rule: 'persist-before-reply',
    alsoSeenAs: ['acknowledged-entries-survive', 'state-machine-safety', 'agreement'],
    source: 'Figure 2, persistent state on all servers: log[]',
  },
  {
    id: 'vote-granted-before-persist',
    title: 'grants a vote without saving it first',
    description:
      'The next save takes it along, and as a rule there is one soon. A crash in between and the ' +
      'vote is given a second time.',
    edits: [
      {
        file: 'raft.ts',
        find: `given a second time.
    state.Persist();`,
        replace: `given a second time.
    if (!voteGranted) state.Persist();`,
      },
    ],
    rule: 'persist-before-reply',
    alsoSeenAs: ['one-vote-per-term'],
    source: 'Figure 2: updated on stable storage before responding to RPCs',
  },
  {
    id: 'adopted-term-not-persisted',
    title: 'does not save a newer term when it refuses the vote',
    description:
      'It has told the candidate that it is in that term, and does not know it any more.',
    edits: [
      {
        file: 'raft.ts',
        find: `given a second time.
    state.Persist();`,
        replace: `given a second time.
    if (voteGranted) state.Persist();`,
      },
    ],
    rule: 'persist-before-reply',
    alsoSeenAs: ['terms-never-go-back'],
    source: 'Figure 2: updated on stable storage before responding to RPCs',
  },
  {
    id: 'candidacy-not-persisted',
    title: 'starts an election without saving its new term and its own vote',
    description:
      'After a crash it can vote for another candidate of that term, although its own vote may ' +
      'have made it leader.',
    edits: [
      {
        file: 'raft.ts',
        find: `state.votedFor = this.me;
    state.Persist();`,
        replace: 'state.votedFor = this.me;',
      },
    ],
    rule: 'persist-before-reply',
    alsoSeenAs: ['one-vote-per-term'],
    source: 'Figure 2: currentTerm and votedFor are persistent, for candidates too',
  },
  {
    id: 'own-entry-not-persisted',
    title: 'as a leader does not save the commands that it appends',
    description:
      'It counts itself as one of the majority that holds them, and after a crash holds them no ' +
      'more.',
    edits: [
      {
        file: 'leader.ts',
        find: `
    state.Persist();`,
        replace: '',
      },
    ],
    rule: 'leader-completeness',
    alsoSeenAs: ['persist-before-reply', 'acknowledged-entries-survive', 'state-machine-safety'],
    source: 'Figure 2, persistent state on all servers: log[]; the leader’s own copy counts',
  },
  {
    id: 'entries-not-persisted',
    title: 'acknowledges entries without saving them',
    description: 'The leader counts on a copy that does not survive a crash.',
    edits: [
      {
        file: 'raft.ts',
        find: `    if (conflict === undefined) state.log.merge(args.prevLogIndex, args.entries);
    state.Persist();`,
        replace: `    state.Persist();
    if (conflict === undefined) state.log.merge(args.prevLogIndex, args.entries);`,
      },
    ],
    rule: 'persist-before-reply',
    alsoSeenAs: ['acknowledged-entries-survive', 'state-machine-safety'],
    source: 'Figure 2: updated on stable storage before responding to RPCs',
  },
  {
    id: 'saved-a-little-later',
    title: 'gathers what is to be saved and writes it ten milliseconds later',
    description:
      'Everything it says in the meantime it may have to take back. The file is never far behind, ' +
      'so it takes a crash at the right moment to see it.',
    edits: [
      {
        file: 'state.ts',
        find: `  Persist(): void {
    const parts`,
        replace: `  private timer: Timeout | undefined;

  Persist(): void {
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      this.save();
    }, 10);
  }

  private save(): void {
    const parts`,
      },
    ],
    rule: 'persist-before-reply',
    alsoSeenAs: ['agreement'],
    source: 'Figure 2: updated on stable storage before responding to RPCs',
  },
  {
    id: 'state-never-read-back',
    title: 'starts empty after every crash',
    description: 'Everything is saved, and ReadPersist is not called.',
    edits: [
      {
        file: 'state.ts',
        find: `
    this.ReadPersist();`,
        replace: '',
      },
    ],
    rule: 'terms-never-go-back',
    alsoSeenAs: ['one-vote-per-term', 'state-machine-safety'],
    source: 'lab 3C: Make calls readPersist with what was saved before a crash',
  },
  {
    id: 'last-applied-persisted',
    title: 'saves lastApplied and goes on from there after a restart',
    description:
      'The service has lost its state in the crash and waits for everything since the snapshot.',
    edits: [
      {
        file: 'state.ts',
        find: '  readonly lastIncludedTerm: number;',
        replace: `  readonly lastIncludedTerm: number;
  readonly lastApplied: number;`,
      },
      {
        file: 'state.ts',
        find: '  log = new Log();',
        replace: `  log = new Log();
  lastApplied = 0;`,
      },
      {
        file: 'state.ts',
        find: 'votedFor: this.votedFor,',
        replace: `votedFor: this.votedFor,
      lastApplied: this.lastApplied,`,
      },
      {
        file: 'state.ts',
        find: 'this.votedFor = saved.votedFor;',
        replace: `this.votedFor = saved.votedFor;
    this.lastApplied = saved.lastApplied;`,
      },
      {
        file: 'raft.ts',
        find: `
    this.lastApplied = this.state.log.lastIncludedIndex;`,
        replace: `
    this.lastApplied = Math.max(this.state.lastApplied, this.state.log.lastIncludedIndex);`,
      },
      {
        file: 'raft.ts',
        find: 'this.lastApplied++;',
        replace: 'this.state.lastApplied = ++this.lastApplied;',
      },
    ],
    rule: 'apply-order',
    source: 'Figure 2: lastApplied is volatile; a restarted service replays the log',
  },
];
