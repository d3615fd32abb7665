import { expect, test } from 'vitest';
import { hintsFor } from './testing/broken.ts';

test('a server that is cut off and starts elections without pause is named', async () => {
  const hints = await hintsFor({
    test: 'TestReElection3A',
    edits: [
      { file: 'raft.ts', replace: '{ min: 300, max: 600 }', by: '{ min: 40, max: 80 }' },
      { file: 'leader.ts', replace: 'heartbeatIntervalMs = 100', by: 'heartbeatIntervalMs = 10' },
    ],
  });
  const hint = hints.find(({ text }) => text.includes('drives its term up'));
  expect(hint?.text).toMatch(/^S\d, cut off, drives its term up: a new election every [4-8]\d ms$/);
  expect(hint?.evidence).toMatch(/^from term \d+ to term \d+ between/);
});
