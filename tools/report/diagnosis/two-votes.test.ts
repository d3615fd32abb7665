import { expect, test } from 'vitest';
import { hintsFor } from './testing/broken.ts';

test('a vote that hearing from the leader of the term has freed is named', async () => {
  const [hint] = await hintsFor({
    test: 'TestManyElections3A',
    oracles: 'on',
    edits: [
      {
        file: 'raft.ts',
        replace: `      this.state.currentTerm = term;
      this.state.votedFor = null;
    }`,
        by: `      this.state.currentTerm = term;
    }
    this.state.votedFor = null;`,
      },
    ],
  });
  expect(hint?.text).toMatch(/^votedFor is cleared within a term/);
  expect(hint?.evidence).toMatch(
    /^S5 voted for S3 in term 7 .* and for S2 at .* it answered the leader of that same term, S3$/,
  );
});
