import type { Bug } from '../known-bug.ts';

/** What a server still does when it has been told to stop. */
export const shutdown: readonly Bug[] = [
  {
    id: 'applies-after-kill',
    title: 'goes on applying after Kill',
    description: 'The service above is being taken down, or belongs to a successor already.',
    edits: [
      {
        file: 'raft.ts',
        find: 'if (this.isKilled || this.lastApplied >= this.commitIndex) return undefined;',
        replace: 'if (this.lastApplied >= this.commitIndex) return undefined;',
      },
    ],
    rule: 'silent-after-kill',
    source: 'the contract of Kill: a killed server applies nothing any more',
  },
  {
    id: 'heartbeats-after-kill',
    title: 'goes on as leader after Kill',
    description: 'Its interval keeps the other servers from electing a leader that works.',
    edits: [
      {
        file: 'raft.ts',
        find: `
    this.becomeFollower(this.state.currentTerm);
    clearTimeout(this.electionTimer);`,
        replace: `
    clearTimeout(this.electionTimer);`,
      },
    ],
    rule: 'silent-after-kill',
    source: 'the contract of Kill: a killed server sends nothing any more',
  },
  {
    id: 'election-after-kill',
    title: 'leaves its election timer running at Kill',
    description: 'Half a second later a server that is gone asks for votes.',
    edits: [
      {
        file: 'raft.ts',
        find: `
    this.becomeFollower(this.state.currentTerm);
    clearTimeout(this.electionTimer);`,
        replace: `
    this.becomeFollower(this.state.currentTerm);`,
      },
    ],
    rule: 'silent-after-kill',
    source: 'the contract of Kill: timers should be cleared',
  },
];
