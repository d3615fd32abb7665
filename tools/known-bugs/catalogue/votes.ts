import type { Bug } from '../known-bug.ts';

/** Who gets a vote, and how many make a leader (§5.2, §5.4.1). */
export const votes: readonly Bug[] = [
  {
    id: 'double-vote',
    title: 'grants a vote without looking at votedFor',
    description:
      'Two candidates of one term can both get this vote, and then both a majority: two leaders in ' +
      'one term. It takes a tight race, so most runs pass.',
    edits: [
      {
        file: 'raft.ts',
        find: `
      (state.votedFor === null || state.votedFor === args.candidateId) &&`,
        replace: '',
      },
    ],
    rule: 'one-vote-per-term',
    source: '§5.2: each server votes for at most one candidate in a given term',
  },
  {
    id: 'vote-ignores-log',
    title: 'votes for candidates whose log lacks committed entries',
    description:
      'Without the election restriction a server that has missed committed entries can become ' +
      'leader and overwrite them.',
    edits: [
      {
        file: 'raft.ts',
        find: ` &&
      state.log.isUpToDate(args.lastLogIndex, args.lastLogTerm);`,
        replace: ';',
      },
    ],
    rule: 'up-to-date-vote',
    alsoSeenAs: ['state-machine-safety', 'leader-completeness'],
    source: '§5.4.1: the election restriction',
  },
  {
    id: 'vote-by-length-only',
    title: 'compares logs by length alone when it votes',
    description:
      'A long log full of uncommitted entries of an old term then beats a shorter one with ' +
      'committed entries of a later term.',
    edits: [
      {
        file: 'log.ts',
        find: `
    if (lastLogTerm !== this.lastTerm) return lastLogTerm > this.lastTerm;`,
        replace: '',
      },
    ],
    rule: 'up-to-date-vote',
    alsoSeenAs: ['state-machine-safety', 'leader-completeness'],
    source: '§5.4.1: the log with the later last term is more up-to-date, whatever the lengths',
  },
  {
    id: 'vote-by-term-only',
    title: 'compares logs by their last term alone when it votes',
    description: 'Between equal last terms a shorter log may lack entries that are committed.',
    edits: [
      { file: 'log.ts', find: 'return lastLogIndex >= this.lastIndex;', replace: 'return true;' },
    ],
    rule: 'up-to-date-vote',
    alsoSeenAs: ['state-machine-safety', 'leader-completeness'],
    source: '§5.4.1: between equal last terms the longer log is more up-to-date',
  },
  {
    id: 'vote-needs-longer-log',
    title: 'votes only for candidates whose log is longer than its own',
    description:
      '"At least as up-to-date" includes equal. With equal logs, as at the very start, nobody ever ' +
      'gets a vote.',
    edits: [
      {
        file: 'log.ts',
        find: 'return lastLogIndex >= this.lastIndex;',
        replace: 'return lastLogIndex > this.lastIndex;',
      },
    ],
    rule: 'one-leader',
    source: 'Figure 2, RequestVote 2: at least as up-to-date',
  },
  {
    id: 'vote-in-old-term',
    title: 'votes for candidates of an old term',
    description:
      'The vote is worth nothing to the candidate, which learns of the newer term from the same ' +
      'reply, but it uses up this server’s vote in the present term.',
    edits: [
      {
        file: 'raft.ts',
        find: `
      args.term === state.currentTerm &&`,
        replace: '',
      },
    ],
    rule: 'stale-term-refused',
    source: 'Figure 2, RequestVote 1: reply false if term < currentTerm',
  },
  {
    id: 'self-vote-not-recorded',
    title: 'counts its own vote as a candidate without recording it',
    description:
      'Having voted for itself it can still vote for another candidate of the same term, so both ' +
      'may win.',
    edits: [
      { file: 'raft.ts', find: 'state.votedFor = this.me;', replace: 'state.votedFor = null;' },
    ],
    rule: 'one-vote-per-term',
    source: '§5.2: a candidate votes for itself, and that is its one vote',
  },
  {
    id: 'half-the-votes-suffice',
    title: 'becomes leader with half of the votes, rounded down',
    description:
      'Two halves do not overlap, so there can be two leaders in one term. The slip is a division ' +
      'by two with the wrong comparison behind it.',
    edits: [
      {
        file: 'raft.ts',
        find: 'if (candidate.votes <= servers / 2) return;',
        replace: 'if (candidate.votes < Math.floor(servers / 2)) return;',
      },
    ],
    rule: 'elected-by-majority',
    alsoSeenAs: ['election-safety', 'no-leader'],
    source: '§5.2: votes from a majority of the full cluster',
  },
  {
    id: 'all-votes-needed',
    title: 'becomes leader only when every server votes for it',
    description: 'One server down or cut off and there is no leader any more.',
    edits: [
      {
        file: 'raft.ts',
        find: 'if (candidate.votes <= servers / 2) return;',
        replace: 'if (candidate.votes < servers) return;',
      },
    ],
    rule: 'one-leader',
    source: '§5.2: a majority is enough',
  },
  {
    id: 'refusal-counts-as-vote',
    title: 'counts every reply to RequestVote as a vote',
    description:
      'It counts who answered instead of who granted, so it leads without having been elected.',
    edits: [
      {
        file: 'raft.ts',
        find: 'if (!this.isCurrent(candidate) || !reply.voteGranted) return;',
        replace: 'if (!this.isCurrent(candidate)) return;',
      },
    ],
    rule: 'elected-by-majority',
    alsoSeenAs: ['election-safety', 'state-machine-safety'],
    source: 'Figure 2, RequestVote: voteGranted true means the candidate received the vote',
  },
  {
    id: 'votes-asked-one-by-one',
    title: 'asks for the next vote only when the one before has been answered',
    description:
      'A server that is down takes seconds to not answer, and the election timeout is over before ' +
      'the others are asked.',
    edits: [
      {
        file: 'raft.ts',
        find: 'void this.requestVoteFrom(end, args, candidate);',
        replace: 'await this.requestVoteFrom(end, args, candidate);',
      },
      {
        file: 'raft.ts',
        find: 'private startElection(): void {',
        replace: 'private async startElection(): Promise<void> {',
      },
      { file: 'raft.ts', find: 'this.startElection();', replace: 'void this.startElection();' },
    ],
    rule: 'one-leader',
    alsoSeenAs: ['agreement'],
    source: '§5.2: it issues RequestVote RPCs in parallel to each of the other servers',
  },
];
