import type { Bug } from '../known-bug.ts';

/** How entries get from the leader's log into the others' (§5.3). */
export const replication: readonly Bug[] = [
  {
    id: 'heartbeat-accepted-unchecked',
    title: 'answers empty AppendEntries with success without comparing logs',
    description:
      'The leader takes the success as proof that the follower holds everything up to prevLogIndex, ' +
      'and counts it for a majority.',
    edits: [
      {
        file: 'raft.ts',
        find: '    const conflict = state.log.conflictAt(args.prevLogIndex, args.prevLogTerm);',
        replace: `    if (args.entries.length === 0) {
      state.Persist();
      this.commitUpTo(Math.min(args.leaderCommit, state.log.lastIndex));
      return { term: state.currentTerm, success: true };
    }
    const conflict = state.log.conflictAt(args.prevLogIndex, args.prevLogTerm);`,
      },
    ],
    rule: 'log-matching',
    alsoSeenAs: ['state-machine-safety', 'agreement'],
    source: 'the students’ guide to Raft: a heartbeat is not special',
  },
  {
    id: 'log-cut-after-prev',
    title: 'cuts its log behind prevLogIndex whatever the message brings',
    description:
      'A message that was delayed takes back entries that have been acknowledged since, and that ' +
      'the leader may have committed.',
    edits: [
      {
        file: 'log.ts',
        find: '    for (const [i, entry] of entries.entries()) {',
        replace: `    this.entries.length = Math.max(0, prevLogIndex - this.lastIncludedIndex);
    for (const [i, entry] of entries.entries()) {`,
      },
    ],
    rule: 'acknowledgement-kept',
    alsoSeenAs: ['agreement'],
    source: 'Figure 2, AppendEntries 3: if an existing entry conflicts with a new one, delete it',
  },
  {
    id: 'prev-term-not-checked',
    title: 'compares only the length of the logs, not prevLogTerm',
    description:
      'Entries are put behind others that came from another leader, and the two logs never agree ' +
      'again.',
    edits: [
      {
        file: 'log.ts',
        find: 'if (conflictTerm === prevLogTerm) return undefined;',
        replace: 'if (prevLogIndex <= this.lastIndex) return undefined;',
      },
    ],
    rule: 'log-matching',
    alsoSeenAs: ['state-machine-safety'],
    source: 'Figure 2, AppendEntries 2: an entry at prevLogIndex whose term matches prevLogTerm',
  },
  {
    id: 'conflicting-tail-kept',
    title: 'overwrites a conflicting entry but keeps those behind it',
    description: 'What follows a wrong entry is wrong too: old entries end up behind newer ones.',
    edits: [
      {
        file: 'log.ts',
        find: `this.entries.length = index - this.lastIncludedIndex - 1;
      this.entries.push(...entries.slice(i));`,
        replace: `const news = entries.slice(i);
      this.entries.splice(index - this.lastIncludedIndex - 1, news.length, ...news);`,
      },
    ],
    rule: 'persist-before-reply',
    alsoSeenAs: ['log-matching', 'state-machine-safety'],
    source: 'Figure 2, AppendEntries 3: delete the existing entry and all that follow it',
  },
  {
    id: 'existing-entries-kept',
    title: 'never overwrites an entry that it already has',
    description:
      'It looks whether there is an entry at that index, not whether it is the same one, and ' +
      'acknowledges what it does not hold.',
    edits: [
      {
        file: 'log.ts',
        find: 'if (index <= this.lastIndex && this.term(index) === entry.term) continue;',
        replace: 'if (index <= this.lastIndex) continue;',
      },
    ],
    rule: 'apply-committed',
    alsoSeenAs: ['log-matching', 'persist-before-reply', 'state-machine-safety'],
    source: '§5.3: conflicting entries in follower logs are overwritten with the leader’s',
  },
  {
    id: 'entries-appended-twice',
    title: 'appends the entries of a repeated message once more',
    description:
      'A reply was lost, the leader sends again, and the follower’s log holds the entries twice.',
    edits: [
      {
        file: 'log.ts',
        find: '    for (const [i, entry] of entries.entries()) {',
        replace: `    if (entries.length > 0 && prevLogIndex >= this.lastIncludedIndex) {
      this.entries.push(...entries);
      this.version++;
      return;
    }
    for (const [i, entry] of entries.entries()) {`,
      },
    ],
    rule: 'apply-committed',
    alsoSeenAs: ['log-matching', 'state-machine-safety'],
    source: '§5.5: Raft RPCs are idempotent; entries already present are ignored',
  },
  {
    id: 'lost-taken-for-rejection',
    title: 'steps back by one entry when an RPC is lost',
    description:
      'Loss says nothing about the follower’s log. With a follower that is down nextIndex falls to ' +
      'the beginning, and everything is sent again when it comes back.',
    edits: [
      {
        file: 'leader.ts',
        find: `    // Lost is not rejected: it says nothing about the follower's log.`,
        replace: `    if (reply === undefined && follower.nextIndex > follower.matchIndex + 1) follower.nextIndex--;`,
      },
    ],
    rule: 'lost-is-not-rejected',
    source: '§5.3: nextIndex is decremented after a rejection',
  },
  {
    id: 'backs-up-one-by-one',
    title: 'as a leader steps back one entry per rejection',
    description:
      'Correct, but a follower that missed hundreds of entries costs hundreds of round trips, and ' +
      'with lost messages it is not done in time.',
    edits: [
      {
        file: 'progress.ts',
        find: 'const nextIndex = lastOfTerm === undefined ? conflictIndex : lastOfTerm + 1;',
        replace: 'const nextIndex = args.prevLogIndex;',
      },
    ],
    rule: 'backup-per-term',
    alsoSeenAs: ['agreement'],
    source: '§5.3: one AppendEntries per conflicting term rather than one per entry',
  },
  {
    id: 'conflict-names-one-entry',
    title: 'as a follower names the conflicting entry instead of the beginning of its term',
    description:
      'The leader has no entry of that term and so can only believe it: one step back per round trip.',
    edits: [
      {
        file: 'log.ts',
        find: `
      conflictIndex--;`,
        replace: `
      break;`,
      },
    ],
    rule: 'agreement',
    alsoSeenAs: ['backup-per-term'],
    source: '§5.3: the follower includes the first index it stores for the conflicting term',
  },
  {
    id: 'conflict-index-too-high',
    title: 'with a log too short asks for the entry after the one it lacks',
    description:
      'The leader steps back to a place that the follower does not have either, and the two go on ' +
      'like this for ever.',
    edits: [
      {
        file: 'log.ts',
        find: 'return { conflictTerm: null, conflictIndex: this.lastIndex + 1 };',
        replace: 'return { conflictTerm: null, conflictIndex: this.lastIndex + 2 };',
      },
    ],
    rule: 'entries-retried',
    alsoSeenAs: ['timer-storm', 'agreement'],
    source: 'the students’ guide to Raft: conflictIndex is the length of the log; an off-by-one',
  },
  {
    id: 'start-waits-for-heartbeat',
    title: 'as a leader sends new commands only with the next heartbeat',
    description: 'Each command takes up to a heartbeat interval longer than it must.',
    edits: [
      {
        file: 'leader.ts',
        find: `
    for (const follower of this.followers) this.replicateIfIdle(follower);`,
        replace: '',
      },
    ],
    rule: 'start-replicates',
    source: '§5.3: the leader appends the command, then issues AppendEntries RPCs in parallel',
  },
  {
    id: 'whole-log-every-time',
    title: 'sends its whole log with every AppendEntries',
    description: 'Correct, but every command costs as many bytes as all before it together.',
    edits: [
      {
        file: 'leader.ts',
        find: 'const prevLogIndex = follower.nextIndex - 1;',
        replace: 'const prevLogIndex = log.lastIncludedIndex;',
      },
      {
        file: 'leader.ts',
        find: 'entries: log.entriesFrom(follower.nextIndex),',
        replace: 'entries: log.entriesFrom(prevLogIndex + 1),',
      },
    ],
    rule: 'rpc-bytes',
    source: 'lab 3B: each command is sent to each peer just once',
  },
  {
    id: 'heartbeats-carry-nothing',
    title: 'sends heartbeats without entries and does not look at the answers',
    description:
      'A lost AppendEntries is then never repeated until the next command comes; a follower that ' +
      'was away stays behind.',
    edits: [
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
        replace:
          'private async sendEntries(follower: Progress, none?: readonly []): Promise<void> {',
      },
      {
        file: 'leader.ts',
        find: 'entries: log.entriesFrom(follower.nextIndex),',
        replace: 'entries: none ?? log.entriesFrom(follower.nextIndex),',
      },
      {
        file: 'leader.ts',
        find: `    if (reply.success) {
      follower.confirm(args`,
        replace: `    if (none !== undefined) return;
    if (reply.success) {
      follower.confirm(args`,
      },
    ],
    rule: 'entries-retried',
    alsoSeenAs: ['agreement', 'commits-in-time'],
    source: '§5.3: the leader retries AppendEntries RPCs indefinitely',
  },
  {
    id: 'next-index-advanced-at-send',
    title: 'moves nextIndex on when it sends, and never back when that is lost',
    description:
      'What was lost is missed only when the follower rejects what comes after it, and that ' +
      'rejection looks like a late one: the follower waits for the next leader.',
    edits: [
      {
        file: 'leader.ts',
        find: `follower.unanswered = args;
    const reply = await follower.end.Call('Raft.AppendEntries', args);`,
        replace: `follower.unanswered = args;
    follower.nextIndex = log.lastIndex + 1;
    const reply = await follower.end.Call('Raft.AppendEntries', args);`,
      },
    ],
    rule: 'entries-retried',
    alsoSeenAs: ['agreement', 'commits-in-time'],
    source: 'Figure 2, leaders: if successful, update nextIndex and matchIndex for follower',
  },
  {
    id: 'follower-takes-commands',
    title: 'appends a command to its own log although it is no leader',
    description:
      'It answers the client correctly that it is no leader, but its log now holds an entry that ' +
      'no leader put there.',
    edits: [
      {
        file: 'raft.ts',
        find: `if (this.role.kind !== 'leader') return { index: -1, term, isLeader: false };`,
        replace: `if (this.role.kind !== 'leader') {
      this.state.log.append({ term, command });
      this.state.Persist();
      return { index: -1, term, isLeader: false };
    }`,
      },
    ],
    rule: 'log-matching',
    alsoSeenAs: ['agreement', 'state-machine-safety'],
    source: '§5.1: log entries only flow from the leader to other servers',
  },
];
