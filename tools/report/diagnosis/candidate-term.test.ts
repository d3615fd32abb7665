import { expect, test } from 'vitest';
import { hintsFor } from './testing/broken.ts';

test('a candidate that enters its term only when it has won is named', async () => {
  const [hint] = await hintsFor({
    test: 'TestInitialElection3A',
    oracles: 'on',
    edits: [
      {
        file: 'raft.ts',
        replace: `    state.currentTerm++;
    state.votedFor = this.me;
    state.Persist();
    this.resetElectionTimer();`,
        by: `    this.resetElectionTimer();`,
      },
      {
        file: 'raft.ts',
        replace: `term: state.currentTerm,
      candidateId`,
        by: `term: state.currentTerm + 1,
      candidateId`,
      },
    ],
  });
  expect(hint?.text).toMatch(/^S\d asks for votes in a term that it has not entered itself$/);
  expect(hint?.evidence).toMatch(/sent RequestVote of term 1 to .* GetState still says term 0/);
});
