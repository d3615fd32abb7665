import { expect, test } from 'vitest';
import { hintsFor } from './testing/broken.ts';

test('a leader with half of the votes is named', async () => {
  const [hint] = await hintsFor({
    test: 'TestReElection3A',
    edits: [
      {
        file: 'raft.ts',
        replace: 'if (candidate.votes <= servers / 2) return;',
        by: 'if (candidate.votes < Math.floor(servers / 2)) return;',
      },
    ],
  });
  expect(hint?.text).toBe('A server became leader without the votes of a majority');
  expect(hint?.evidence).toMatch(/with 1 of 3 votes, its own included; it takes 2/);
});
