import type { Bug } from '../known-bug.ts';

/** Terms as a logical clock, and the roles that end with them (§5.1, §5.2). */
export const terms: readonly Bug[] = [
  {
    id: 'vote-kept-in-new-term',
    title: 'keeps its old vote when it enters a new term',
    description:
      'Having voted once it refuses everybody else in all later terms; soon nobody can win an ' +
      'election.',
    edits: [
      {
        file: 'raft.ts',
        find: `
      this.state.votedFor = null;`,
        replace: '',
      },
    ],
    rule: 'one-leader',
    alsoSeenAs: ['agreement'],
    source: 'Figure 2: votedFor is the candidate that received the vote in the current term',
  },
  {
    id: 'term-not-adopted-on-vote-request',
    title: 'grants a vote in a newer term without entering that term',
    description:
      'Its vote is booked under the old term, its reply carries the old term, and it still takes ' +
      'orders from the leader of the old term.',
    edits: [
      {
        file: 'raft.ts',
        find: 'if (args.term > state.currentTerm) this.becomeFollower(args.term);',
        replace: '',
      },
      {
        file: 'raft.ts',
        find: 'args.term === state.currentTerm &&',
        replace: 'args.term >= state.currentTerm &&',
      },
    ],
    rule: 'reply-term',
    alsoSeenAs: ['one-leader'],
    source: 'Figure 2, all servers: on a term T > currentTerm set currentTerm = T',
  },
  {
    id: 'term-adopted-only-with-vote',
    title: 'enters a candidate’s newer term only when the candidate’s log is good enough',
    description:
      'The term of a message counts whatever becomes of its request. Its reply carries an old term, ' +
      'and it goes on following the leader of an old one.',
    edits: [
      {
        file: 'raft.ts',
        find: 'if (args.term > state.currentTerm) this.becomeFollower(args.term);',
        replace: `const { lastLogIndex, lastLogTerm } = args;
    if (args.term > state.currentTerm && state.log.isUpToDate(lastLogIndex, lastLogTerm)) {
      this.becomeFollower(args.term);
    }`,
      },
    ],
    rule: 'reply-term',
    alsoSeenAs: ['agreement'],
    source: '§5.1: if one server’s current term is smaller than the other’s, it updates its own',
  },
  {
    id: 'role-kept-in-new-term',
    title: 'stays leader or candidate when a vote request brings a newer term',
    description:
      'It takes over the term but not the role of a follower: the leader of an old term is suddenly ' +
      'the leader of a term in which nobody elected it.',
    edits: [
      {
        file: 'raft.ts',
        find: 'if (args.term > state.currentTerm) this.becomeFollower(args.term);',
        replace: `if (args.term > state.currentTerm) {
      state.currentTerm = args.term;
      state.votedFor = null;
    }`,
      },
    ],
    rule: 'elected-by-majority',
    alsoSeenAs: ['election-safety'],
    source:
      '§5.1: if a candidate or leader discovers that its term is out of date, it reverts to follower',
  },
  {
    id: 'leader-ignores-newer-term-in-reply',
    title: 'as a leader does not step down when a reply carries a newer term',
    description:
      'Each of its followers may be in a newer term, and it still answers clients and sends ' +
      'heartbeats until somebody else’s request tells it.',
    edits: [
      {
        file: 'leader.ts',
        find: `follower's log.
    if (reply === undefined) return;
    this.server.adoptTerm(reply.term);`,
        replace: `follower's log.
    if (reply === undefined) return;`,
      },
    ],
    rule: 'steps-down',
    source: 'Figure 2, all servers: if an RPC request or response contains term T > currentTerm',
  },
  {
    id: 'candidate-ignores-newer-term-in-reply',
    title: 'as a candidate does not take over a newer term from a reply',
    description:
      'It climbs towards the others’ term one election at a time, each of them a timeout long.',
    edits: [
      {
        file: 'raft.ts',
        find: `
    this.adoptTerm(reply.term);`,
        replace: '',
      },
    ],
    rule: 'steps-down',
    source: 'Figure 2, all servers: if an RPC request or response contains term T > currentTerm',
  },
  {
    id: 'term-taken-from-any-message',
    title: 'takes over the term of every vote request, also a smaller one',
    description:
      'Terms only order events as long as they never go back; here a late message undoes an ' +
      'election and frees a vote that was given.',
    edits: [
      {
        file: 'raft.ts',
        find: 'if (args.term > state.currentTerm) this.becomeFollower(args.term);',
        replace: 'if (args.term !== state.currentTerm) this.becomeFollower(args.term);',
      },
      {
        file: 'raft.ts',
        find: 'if (term > this.state.currentTerm) {',
        replace: 'if (term !== this.state.currentTerm) {',
      },
    ],
    rule: 'stale-term-refused',
    alsoSeenAs: ['terms-never-go-back', 'one-vote-per-term'],
    source: '§5.1: the current term increases monotonically over time',
  },
  {
    id: 'answers-with-old-term',
    title: 'answers a vote request with the term it had before the request',
    description:
      'The term is read at the top of the handler and not again. The candidate takes the answer ' +
      'for one from an old term.',
    edits: [
      {
        file: 'raft.ts',
        find: 'if (args.term > state.currentTerm) this.becomeFollower(args.term);',
        replace: `const { currentTerm } = state;
    if (args.term > currentTerm) this.becomeFollower(args.term);`,
      },
      {
        file: 'raft.ts',
        find: 'return { term: state.currentTerm, voteGranted };',
        replace: 'return { term: currentTerm, voteGranted };',
      },
    ],
    rule: 'reply-term',
    source: 'Figure 2, RequestVote: term is currentTerm, for the candidate to update itself',
  },
  {
    id: 'candidate-keeps-term',
    title: 'starts a second election in the same term after a split vote',
    description:
      'All votes of that term are given, so it can never be won: after a split vote the candidates ' +
      'ask each other for ever.',
    edits: [
      {
        file: 'raft.ts',
        find: `this.role = candidate;
    state.currentTerm++;`,
        replace: `if (this.role.kind !== 'candidate') state.currentTerm++;
    this.role = candidate;`,
      },
    ],
    rule: 'one-leader',
    alsoSeenAs: ['agreement'],
    source: '§5.2: each candidate times out and starts a new election by incrementing its term',
  },
  {
    id: 'candidate-does-not-give-up',
    title: 'as a candidate ignores the leader that won its term',
    description:
      'It neither becomes a follower nor puts off its next election, and so unseats a leader that ' +
      'has just been elected.',
    edits: [
      {
        file: 'raft.ts',
        find: `this.becomeFollower(term);
    this.resetElectionTimer();`,
        replace: `if (term === this.state.currentTerm && this.role.kind === 'candidate') return;
    this.becomeFollower(term);
    this.resetElectionTimer();`,
      },
    ],
    rule: 'hears-leader-no-campaign',
    alsoSeenAs: ['candidate-gives-up', 'stable-term'],
    source: 'Figure 2, candidates: if AppendEntries received from new leader, convert to follower',
  },
  {
    id: 'stale-append-accepted',
    title: 'takes entries from the leader of an old term',
    description:
      'A leader that was cut off comes back and overwrites what its successor has committed.',
    edits: [
      {
        file: 'raft.ts',
        find: 'if (args.term < state.currentTerm) return { term: state.currentTerm, success: false };',
        replace: '',
      },
    ],
    rule: 'stale-term-refused',
    alsoSeenAs: ['state-machine-safety'],
    source: 'Figure 2, AppendEntries 1: reply false if term < currentTerm',
  },
  {
    id: 'step-down-starts-no-timer',
    title: 'as a leader steps down without starting its election timer again',
    description:
      'From then on it never starts an election by itself; when it is the only one that could win ' +
      'one, the cluster stands still.',
    edits: [
      {
        file: 'raft.ts',
        find: `so this one starts from the beginning.
      this.resetElectionTimer();`,
        replace: 'so this one starts from the beginning.',
      },
    ],
    rule: 'follower-campaigns',
    alsoSeenAs: ['agreement'],
    source: 'Figure 2, followers: if election timeout elapses, convert to candidate',
  },
];
