import { expect, test } from 'vitest';
import { hintsFor } from './testing/broken.ts';

test('a leader that won by votes of earlier terms is named', async () => {
  const [hint] = await hintsFor({
    test: 'TestFigure8Unreliable3C',
    edits: [
      {
        file: 'raft.ts',
        replace: `if (!this.isCurrent(candidate) || !reply.voteGranted) return;
    candidate.votes++;
    this.leadIfElected(candidate);`,
        by: `if (!reply.voteGranted || this.role.kind !== 'candidate') return;
    this.role.votes++;
    this.leadIfElected(this.role);`,
      },
    ],
  });
  expect(hint?.text).toMatch(/^Replies of an old term are acted upon/);
  expect(hint?.evidence).toMatch(/with [12] of 5 votes for that term/);
});
