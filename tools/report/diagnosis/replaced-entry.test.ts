import { expect, test } from 'vitest';
import { hintsFor } from './testing/broken.ts';

test('a follower that commits before it takes over the entries is named, with both commands', async () => {
  const [hint] = await hintsFor({
    test: 'TestRejoin3B',
    oracles: 'on',
    edits: [
      {
        file: 'raft.ts',
        replace: 'if (conflict === undefined) state.log.merge',
        by: `if (conflict === undefined) {
      this.commitUpTo(Math.min(args.leaderCommit, state.log.lastIndex));
    }
    if (conflict === undefined) state.log.merge`,
      },
    ],
  });
  expect(hint?.text).toMatch(/^S\d applies an entry that it was just told to replace/);
  expect(hint?.evidence).toMatch(
    /brought 103 of term 2 for index 2, after 1@1, .* it applied its old entry there, 102/,
  );
});
