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
    id: 'timers-outlive-kill',
    title: 'leaves its timers running at Kill',
    description:
      'A leader that is gone keeps the others from electing one that works, and a follower that is ' +
      'gone asks for votes.',
    edits: [
      {
        file: 'raft.ts',
        find: `
    this.becomeFollower(this.state.currentTerm);
    clearTimeout(this.electionTimer);`,
        replace: '',
      },
    ],
    rule: 'silent-after-kill',
    source: 'the contract of Kill: timers should be cleared',
  },
];
