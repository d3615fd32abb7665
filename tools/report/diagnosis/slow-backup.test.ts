import { expect, test } from 'vitest';
import { hintsFor } from './testing/broken.ts';

test('a leader that steps back one entry per RPC is named, with its steps', async () => {
  const [hint] = await hintsFor({
    test: 'TestBackup3B',
    edits: [
      {
        file: 'progress.ts',
        replace: 'this.nextIndex = Math.max(nextIndex, this.matchIndex + 1);',
        by: 'this.nextIndex = Math.max(Math.max(nextIndex, this.nextIndex - 1), this.matchIndex + 1);',
      },
    ],
  });
  expect(hint?.text).toMatch(/^The leader backs up one entry per RPC/);
  expect(hint?.evidence).toMatch(
    /^S\d refused \d+ AppendEntries of S\d in a row, with prevLogIndex 51, 50, … \d+/,
  );
});
