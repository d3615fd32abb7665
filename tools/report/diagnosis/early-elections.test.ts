import { expect, test } from 'vitest';
import { hintsFor } from './testing/broken.ts';

test('followers whose timer heartbeats do not restart are named', async () => {
  const [hint] = await hintsFor({
    test: 'TestFailAgree3B',
    edits: [
      {
        file: 'raft.ts',
        replace: 'this.becomeFollower(term);\n    this.resetElectionTimer();',
        by: 'this.becomeFollower(term);',
      },
    ],
  });
  expect(hint?.text).toMatch(/^Elections begin soon after an accepted AppendEntries/);
  expect(hint?.evidence).toMatch(/\d+ ms after it had accepted an AppendEntries of leader S\d/);
});
