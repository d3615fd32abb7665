import { expect, test } from 'vitest';
import { hintsFor } from './testing/broken.ts';

test('a leader that waits for more than a majority is named', async () => {
  const [hint] = await hintsFor({
    test: 'TestFailAgree3B',
    edits: [
      {
        file: 'leader.ts',
        replace: 'stored[Math.floor(stored.length / 2)]',
        by: 'stored[stored.length - 1]',
      },
    ],
  });
  expect(hint?.text).toBe('An entry is replicated on a majority but never committed');
  expect(hint?.evidence).toMatch(
    /was told by 1 follower that index 2 is stored, so with itself 2 of 3 hold it/,
  );
});
