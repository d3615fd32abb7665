import { expect, test } from 'vitest';
import { hintsFor } from './testing/broken.ts';

test('timeouts that are the same everywhere are seen in elections that all split', async () => {
  const [hint] = await hintsFor({
    test: 'TestInitialElection3A',
    edits: [{ file: 'raft.ts', replace: '{ min: 300, max: 600 }', by: '{ min: 400, max: 400.2 }' }],
  });
  expect(hint?.text).toBe(
    'Every election ended in a split vote: timeouts elapse within 0 ms of each other',
  );
  expect(hint?.evidence).toMatch(/^\d+ terms in a row had two or more candidates and no winner/);
});
