import type { Bug } from '../known-bug.ts';

/** Mistakes that promises, timers and the event loop suggest. */
export const eventLoop: readonly Bug[] = [
  {
    id: 'late-vote-counted',
    title: 'counts a vote of an earlier election for the present one',
    description:
      'The reply is checked against the role the server has by now, not against the candidacy that ' +
      'asked: votes of two terms add up to a majority in neither.',
    edits: [
      {
        file: 'raft.ts',
        find: `
    if (!this.isCurrent(candidate) || !reply.voteGranted) return;
    candidate.votes++;
    this.leadIfElected(candidate);`,
        replace: `
    if (!reply.voteGranted || this.role.kind !== 'candidate') return;
    this.role.votes++;
    this.leadIfElected(this.role);`,
      },
    ],
    rule: 'elected-by-majority',
    alsoSeenAs: ['election-safety', 'one-leader-per-term'],
    source: 'state that changed during an await; the students’ guide: compare terms with your own',
  },
  {
    id: 'elected-again-by-each-late-vote',
    title: 'becomes leader once more with every vote beyond the majority',
    description:
      'Only the term is compared after the await, not whether it is still a candidate: each late ' +
      'vote begins a second leadership with a second heartbeat interval, and nextIndex anew.',
    edits: [
      {
        file: 'raft.ts',
        find: `this.adoptTerm(reply.term);
    if (!this.isCurrent(candidate) || !reply.voteGranted) return;`,
        replace: 'if (reply.term !== this.state.currentTerm || !reply.voteGranted) return;',
      },
    ],
    rule: 'rpc-bytes',
    alsoSeenAs: ['rpc-count', 'steps-down'],
    source: 'state that changed during an await',
  },
  {
    id: 'votes-counted-when-all-have-answered',
    title: 'awaits all replies before it counts the votes',
    description:
      'Promise.all waits for the slowest: with one server down the count comes seconds later, ' +
      'when the election is long over.',
    edits: [
      {
        file: 'raft.ts',
        find: `    for (const end of this.others) {
      // Call() gives undefined for a lost RPC and never rejects, so there is no error to handle.
      void this.requestVoteFrom(end, args, candidate);
    }`,
        replace: `    const asked = this.others.map((end) => this.requestVoteFrom(end, args, candidate));
    void Promise.all(asked).then(() => {
      if (this.role === candidate) this.leadIfElected(candidate);
    });`,
      },
      {
        file: 'raft.ts',
        find: `candidate.votes++;
    this.leadIfElected(candidate);`,
        replace: 'candidate.votes++;',
      },
    ],
    rule: 'one-leader',
    alsoSeenAs: ['agreement'],
    source: 'Promise.all where each reply should count as it comes',
  },
  {
    id: 'vote-checked-before-await',
    title: 'awaits something between looking at votedFor and setting it',
    description:
      'An async handler that pretends to wait for its disk: two requests are both checked before ' +
      'either is recorded, and both get the vote.',
    edits: [
      {
        file: 'raft.ts',
        find: 'RequestVote(args: RequestVoteArgs): RequestVoteReply {',
        replace: 'async RequestVote(args: RequestVoteArgs): Promise<RequestVoteReply> {',
      },
      {
        file: 'raft.ts',
        find: `
    if (voteGranted) {`,
        replace: `
    await new Promise<void>((resolve) => {
      setTimeout(resolve, 10);
    });
    if (voteGranted) {`,
      },
    ],
    rule: 'persist-before-reply',
    alsoSeenAs: ['one-vote-per-term', 'up-to-date-vote'],
    source: 'state read before an await and used after it, the counterpart of a dropped lock',
  },
  {
    id: 'entries-merged-after-await',
    title: 'awaits something between the consistency check and taking the entries over',
    description:
      'In between another message may have changed term and log; the entries then go where they ' +
      'were not checked for.',
    edits: [
      {
        file: 'raft.ts',
        find: 'AppendEntries(args: AppendEntriesArgs): AppendEntriesReplyWithConflict {',
        replace:
          'async AppendEntries(args: AppendEntriesArgs): Promise<AppendEntriesReplyWithConflict> {',
      },
      {
        file: 'raft.ts',
        find: '    if (conflict === undefined) state.log.merge',
        replace: `    await new Promise<void>((resolve) => {
      setTimeout(resolve, 20 * Math.random());
    });
    if (conflict === undefined) state.log.merge`,
      },
    ],
    rule: 'persist-before-reply',
    alsoSeenAs: [
      'acknowledgement-kept',
      'log-matching',
      'leader-completeness',
      'uncaught-exception',
    ],
    source: 'state read before an await and used after it, the counterpart of a dropped lock',
  },
  {
    id: 'torn-arguments',
    title: 'awaits something between choosing prevLogIndex and the entries',
    description:
      'It waits two milliseconds for more commands to travel along; when a reply has moved ' +
      'nextIndex meanwhile, the entries do not belong behind prevLogIndex.',
    edits: [
      {
        file: 'leader.ts',
        find: 'const prevLogIndex = follower.nextIndex - 1;',
        replace: `const prevLogIndex = follower.nextIndex - 1;
    const prevLogTerm = log.term(prevLogIndex);
    await new Promise<void>((resolve) => {
      setTimeout(resolve, 2);
    });
    if (follower.nextIndex <= log.lastIncludedIndex) return;`,
      },
      { file: 'leader.ts', find: 'prevLogTerm: log.term(prevLogIndex),', replace: 'prevLogTerm,' },
    ],
    rule: 'start-kept',
    alsoSeenAs: ['log-matching', 'state-machine-safety', 'get-state-agrees'],
    source: 'state read before an await; in Go, the lock dropped while the arguments are built',
  },
  {
    id: 'one-delivery-loop-per-commit',
    title: 'starts a delivery of its own for each rise of commitIndex',
    description:
      'Each awaits applyCh.send entry by entry, and so they get between each other: the service ' +
      'sees entries out of order.',
    edits: [
      {
        file: 'applier.ts',
        find: `
    if (this.isRunning) return;`,
        replace: '',
      },
      {
        file: 'applier.ts',
        find: `    for (let msg = this.next(); msg !== undefined; msg = this.next()) {`,
        replace: `    const batch: ApplyMsg[] = [];
    for (let msg = this.next(); msg !== undefined; msg = this.next()) batch.push(msg);
    for (const msg of batch) {`,
      },
    ],
    rule: 'apply-order',
    alsoSeenAs: ['silent-after-kill'],
    source: 'two applier loops at once; in Go, a goroutine per batch of entries',
  },
  {
    id: 'old-timers-not-cleared',
    title: 'sets a new election timer without clearing the old one',
    description: 'The old ones fire all the same, and each starts an election.',
    edits: [
      {
        file: 'raft.ts',
        find: `clearTimeout(this.electionTimer);
    if (this.isKilled) return;`,
        replace: 'if (this.isKilled) return;',
      },
    ],
    rule: 'hears-leader-no-campaign',
    alsoSeenAs: ['stable-term'],
    source: 'a timer whose handle is overwritten can never be cleared',
  },
  {
    id: 'interval-outlives-leadership',
    title: 'leaves its heartbeat interval running when it steps down',
    description:
      'It goes on sending in the name of a term it no longer leads; everybody refuses, for ever.',
    edits: [
      {
        file: 'leader.ts',
        find: `
    clearInterval(this.heartbeatTimer);`,
        replace: '',
      },
    ],
    rule: 'log-matching',
    alsoSeenAs: ['get-state-agrees', 'steps-down', 'uncaught-exception', 'silent-after-kill'],
    source: 'an interval that is not cleared when the role changes',
  },
  {
    id: 'old-leadership-in-new-term',
    title: 'goes on as leader in whatever term the server is by now',
    description:
      'The interval outlives the leadership and reads the current term when it sends: the old ' +
      'leader gives orders in a term that another one leads.',
    edits: [
      {
        file: 'leader.ts',
        find: `
    clearInterval(this.heartbeatTimer);`,
        replace: '',
      },
      {
        file: 'leader.ts',
        find: `const args: AppendEntriesArgs = {
      term: this.term,`,
        replace: `const args: AppendEntriesArgs = {
      term: this.server.state.currentTerm,`,
      },
    ],
    rule: 'elected-by-majority',
    alsoSeenAs: ['election-safety', 'get-state-agrees'],
    source: 'an interval that is not cleared, and state read when it has changed',
  },
  {
    id: 'heartbeat-waits-for-the-slowest',
    title: 'sends the next heartbeats only when all earlier RPCs have been answered',
    description:
      'One server that is down keeps a call open for seconds; all others hear nothing and elect ' +
      'somebody else.',
    edits: [
      {
        file: 'leader.ts',
        find: `setInterval(() => {
      this.replicateToAll();`,
        replace: `setInterval(() => {
      if (this.followers.every(({ unanswered }) => unanswered === undefined)) this.replicateToAll();`,
      },
    ],
    rule: 'leader-keeps-sending',
    alsoSeenAs: ['hears-leader-no-campaign', 'agreement', 'stable-term', 'one-leader'],
    source: 'await Promise.all(…) inside a heartbeat loop',
  },
];
