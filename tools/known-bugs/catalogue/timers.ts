import type { Bug } from '../known-bug.ts';

/** Election timeouts and heartbeats (§5.2, §5.6). */
export const timers: readonly Bug[] = [
  {
    id: 'timer-reset-by-any-vote-request',
    title: 'puts its own election off at every vote request, granted or not',
    description:
      'A server that cannot win but asks often keeps the ones that could win from trying.',
    edits: [
      {
        file: 'raft.ts',
        find: 'if (args.term > state.currentTerm) this.becomeFollower(args.term);',
        replace: `if (this.role.kind !== 'leader') this.resetElectionTimer();
    if (args.term > state.currentTerm) this.becomeFollower(args.term);`,
      },
    ],
    rule: 'follower-campaigns',
    alsoSeenAs: ['agreement'],
    source: 'the students’ guide to Raft: restart the timer only when you grant a vote',
  },
  {
    id: 'vote-does-not-reset-timer',
    title: 'does not put its own election off when it grants a vote',
    description:
      'It may start an election of its own a moment later, against the very candidate it has just ' +
      'helped to win.',
    edits: [
      {
        file: 'raft.ts',
        find: `state.votedFor = args.candidateId;
      this.resetElectionTimer();`,
        replace: 'state.votedFor = args.candidateId;',
      },
    ],
    rule: 'hears-leader-no-campaign',
    source: 'Figure 2, followers: timeout without granting vote to candidate',
  },
  {
    id: 'append-does-not-reset-timer',
    title: 'starts elections although it hears from its leader',
    description:
      'Every leader is voted out after a few heartbeats, for as long as the cluster runs.',
    edits: [
      {
        file: 'raft.ts',
        find: `this.becomeFollower(term);
    this.resetElectionTimer();`,
        replace: 'this.becomeFollower(term);',
      },
    ],
    rule: 'hears-leader-no-campaign',
    alsoSeenAs: ['stable-term', 'agreement'],
    source: '§5.2: a server remains a follower as long as it receives valid RPCs from a leader',
  },
  {
    id: 'timeout-not-random',
    title: 'has the same election timeout as all others',
    description:
      'They time out together, split the vote, and do it again. On a network without jitter there ' +
      'would be no leader at all.',
    edits: [
      {
        file: 'raft.ts',
        find: 'const electionTimeoutMs = { min: 300, max: 600 };',
        replace: 'const electionTimeoutMs = { min: 450, max: 450 };',
      },
    ],
    rule: 'one-leader',
    alsoSeenAs: ['agreement'],
    source: '§5.2: Raft uses randomized election timeouts',
  },
  {
    id: 'timeout-below-heartbeat',
    title: 'has an election timeout shorter than the heartbeat interval',
    description:
      'Elections follow each other without end; commands get through in between by luck.',
    edits: [
      {
        file: 'raft.ts',
        find: 'const electionTimeoutMs = { min: 300, max: 600 };',
        replace: 'const electionTimeoutMs = { min: 50, max: 100 };',
      },
    ],
    rule: 'hears-leader-no-campaign',
    alsoSeenAs: ['agreement', 'one-leader', 'stable-term'],
    source: '§5.6: broadcastTime ≪ electionTimeout',
  },
  {
    id: 'timeout-of-seconds',
    title: 'waits more than five seconds before it starts an election',
    description: 'The cluster is without a leader for that long each time one fails.',
    edits: [
      {
        file: 'raft.ts',
        find: 'const electionTimeoutMs = { min: 300, max: 600 };',
        replace: 'const electionTimeoutMs = { min: 5_000, max: 6_000 };',
      },
    ],
    rule: 'one-leader',
    source: 'lab 3A: a new leader within five seconds of a failure',
  },
  {
    id: 'leader-keeps-election-timer',
    title: 'as a leader starts an election when its old timer fires',
    description: 'Each leader unseats itself within half a second.',
    edits: [
      {
        file: 'raft.ts',
        find: `clearTimeout(this.electionTimer);
    const leader =`,
        replace: 'const leader =',
      },
    ],
    rule: 'log-matching',
    alsoSeenAs: ['stable-term', 'rpc-bytes', 'agreement'],
    source: 'Figure 2: only followers and candidates have an election timeout',
  },
  {
    id: 'no-first-heartbeat',
    title: 'as a new leader says nothing before the first heartbeat interval is over',
    description: 'Others whose timers run out in the meantime start elections against it.',
    edits: [
      {
        file: 'raft.ts',
        find: `
    leader.replicateToAll();`,
        replace: '',
      },
    ],
    rule: 'leader-heard',
    source: 'Figure 2, leaders: upon election send initial empty AppendEntries to each server',
  },
  {
    id: 'heartbeat-flood',
    title: 'sends a hundred heartbeats a second',
    description: 'Ten times what the lab allows; the network is busy with nothing.',
    edits: [
      {
        file: 'leader.ts',
        find: 'const heartbeatIntervalMs = 100;',
        replace: 'const heartbeatIntervalMs = 10;',
      },
    ],
    rule: 'rpc-count',
    source: 'lab 3A: no more than about ten heartbeats a second',
  },
];
