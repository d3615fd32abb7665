import type { Bug, Edit } from '../known-bug.ts';

/** Reads outside of the log give undefined, as they do wherever nobody checks. */
const termWithoutCheck: Edit = {
  file: 'log.ts',
  find: 'this.lastIncludedTerm : this.entry(index).term;',
  replace: `this.lastIncludedTerm
      : (this.entries[index - this.lastIncludedIndex - 1]?.term as number);`,
};

/** Mistakes that the language itself suggests: its values, its defaults, its objects. */
export const language: readonly Bug[] = [
  {
    id: 'vote-for-server-zero-is-falsy',
    title: 'takes a vote for server 0 for no vote',
    description: '`!votedFor` is true for null and for 0: server 0’s voters can vote again.',
    edits: [
      {
        file: 'raft.ts',
        find: '(state.votedFor === null || state.votedFor === args.candidateId) &&',
        replace: '(!state.votedFor || state.votedFor === args.candidateId) &&',
      },
    ],
    rule: 'one-vote-per-term',
    source: 'truthiness instead of a comparison with null',
  },
  {
    id: 'vote-for-server-zero-not-restored',
    title: 'restores a vote for server 0 as no vote',
    description:
      '`votedFor || null` turns 0 into null, so that vote alone does not survive a crash.',
    edits: [
      {
        file: 'state.ts',
        find: 'this.votedFor = saved.votedFor;',
        replace: 'this.votedFor = saved.votedFor || null;',
      },
    ],
    rule: 'one-vote-per-term',
    alsoSeenAs: ['persist-before-reply'],
    source: '|| where ?? is meant',
  },
  {
    id: 'sorted-as-text',
    title: 'sorts indexes as text when it looks for the majority’s',
    description:
      'sort() without a comparison puts 10 before 9. With indexes of different length the middle ' +
      'one is not the middle one, and too much or too little is committed.',
    edits: [
      {
        file: 'leader.ts',
        find: 'stored.sort((a, b) => b - a);',
        replace: 'stored.sort().reverse();',
      },
    ],
    rule: 'commit-majority',
    alsoSeenAs: ['agreement', 'commits-in-time'],
    source: 'Array.prototype.sort compares strings',
  },
  {
    id: 'live-array-in-arguments',
    title: 'puts its own array of entries into the arguments instead of a copy',
    description:
      'The message is encoded at once, but the array grows while the reply is under way, and ' +
      'args.entries.length then counts commands that were never sent.',
    edits: [
      {
        file: 'log.ts',
        find: 'return this.entries.slice(index - this.lastIncludedIndex - 1);',
        replace: `if (index === this.lastIncludedIndex + 1) return this.entries;
    return this.entries.slice(index - this.lastIncludedIndex - 1);`,
      },
    ],
    rule: 'commit-majority',
    alsoSeenAs: ['state-machine-safety'],
    source: 'an array shared between a message and the state it came from',
  },
  {
    id: 'entries-compared-by-identity',
    title: 'compares entries with === when it looks for a conflict',
    description:
      'Every decoded entry is a new object, so everything conflicts: each message cuts the log and ' +
      'a late one takes acknowledged entries back.',
    edits: [
      {
        file: 'log.ts',
        find: 'if (index <= this.lastIndex && this.term(index) === entry.term) continue;',
        replace: 'if (index <= this.lastIndex && this.entry(index) === entry) continue;',
      },
    ],
    rule: 'acknowledgement-kept',
    source: 'objects compared by identity; Figure 2, AppendEntries 3',
  },
  {
    id: 'heartbeat-made-once',
    title: 'makes its heartbeat’s arguments once and sends them for its whole term',
    description:
      'The closure keeps prevLogIndex and leaderCommit of the moment of the election; what is lost ' +
      'is never repeated and followers learn of no commit.',
    edits: [
      {
        file: 'leader.ts',
        find: `    this.heartbeatTimer = setInterval(() => {
      this.replicateToAll();`,
        replace: `    const heartbeat: AppendEntriesArgs = {
      term: this.term,
      leaderId: server.me,
      prevLogIndex: log.lastIndex,
      prevLogTerm: log.lastTerm,
      entries: [],
      leaderCommit: server.commitIndex,
    };
    this.heartbeatTimer = setInterval(() => {
      for (const { end } of this.followers) void end.Call('Raft.AppendEntries', heartbeat);`,
      },
    ],
    rule: 'steps-down',
    alsoSeenAs: ['agreement', 'leader-keeps-sending'],
    source: 'a closure over values that were meant to be read each time',
  },
  {
    id: 'timeout-drawn-once',
    title: 'draws its election timeout once, from a few round values',
    description:
      'Two servers that drew the same split the vote in every election they both take part in.',
    edits: [
      {
        file: 'raft.ts',
        find: 'const delayMs = min + Math.random() * (max - min);',
        replace: `timeoutMs ??= min + 100 * Math.floor(Math.random() * ((max - min) / 100));
    const delayMs = timeoutMs;`,
      },
      {
        file: 'raft.ts',
        find: 'const electionTimeoutMs = { min: 300, max: 600 };',
        replace: `const electionTimeoutMs = { min: 300, max: 600 };
let timeoutMs: number | undefined;`,
      },
    ],
    rule: 'agreement',
    alsoSeenAs: ['one-leader'],
    source: '§5.2: each candidate restarts its randomized election timeout at every election',
  },
  {
    id: 'lost-reply-used',
    title: 'uses the reply of a lost RPC',
    description:
      'A lost call gives undefined, and reading a field of it throws; a cast has silenced the ' +
      'compiler.',
    edits: [
      {
        file: 'raft.ts',
        find: `const reply = await end.Call('Raft.RequestVote', args);
    if (reply === undefined) return;`,
        replace: "const reply = (await end.Call('Raft.RequestVote', args)) as RequestVoteReply;",
      },
    ],
    rule: 'uncaught-exception',
    source: 'a type assertion in place of a check',
  },
  {
    id: 'method-without-its-object',
    title: 'hands a method to setTimeout without its object',
    description: 'Inside, `this` is undefined when the timer fires.',
    edits: [
      {
        file: 'raft.ts',
        find: `this.electionTimer = setTimeout(() => {
      this.startElection();
    }, delayMs);`,
        replace: `this.electionTimer = setTimeout(this.startElection, delayMs);`,
      },
    ],
    rule: 'uncaught-exception',
    source: 'an unbound method as callback',
  },
  {
    id: 'snapshot-kept-as-text',
    title: 'turns the service’s snapshot into text and back',
    description:
      'Bytes that are no valid UTF-8 become question marks, and the service cannot read its own ' +
      'snapshot again.',
    edits: [
      {
        file: 'raft.ts',
        find: 'this.state.snapshot = new Uint8Array(snapshot);',
        replace:
          'this.state.snapshot = new TextEncoder().encode(new TextDecoder().decode(snapshot));',
      },
    ],
    rule: 'snapshot-content',
    source: 'a snapshot is bytes; strings hold text, and JSON neither bytes nor undefined',
  },
  {
    id: 'next-index-past-the-end',
    title: 'as a new leader begins one entry too far, and reads prevLogTerm outside of its log',
    description:
      'prevLogTerm is undefined, every follower rejects it, and the leader steps back to where it ' +
      'should have begun. In a language that stops at such an index it would never have run.',
    edits: [
      {
        file: 'progress.ts',
        find: 'this.nextIndex = lastIndex + 1;',
        replace: 'this.nextIndex = lastIndex + 2;',
      },
      termWithoutCheck,
    ],
    rule: 'well-formed-message',
    source: 'Figure 2: nextIndex is initialised to leader last log index + 1; an off-by-one',
  },
  {
    id: 'snapshot-one-entry-too-late',
    title: 'sends entries although the one before them lies within its snapshot',
    description:
      'The comparison with the beginning of the log is off by one, so prevLogTerm is read where there ' +
      'is no entry any more, and undefined goes out.',
    edits: [
      {
        file: 'leader.ts',
        find: 'if (follower.nextIndex > this.server.state.log.lastIncludedIndex) {',
        replace: 'if (follower.nextIndex >= this.server.state.log.lastIncludedIndex) {',
      },
      termWithoutCheck,
    ],
    rule: 'well-formed-message',
    alsoSeenAs: ['agreement'],
    source:
      '§7: the leader must send a snapshot when it has discarded the next entry; an off-by-one',
  },
];
