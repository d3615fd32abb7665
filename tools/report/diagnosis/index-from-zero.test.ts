import { expect, test } from 'vitest';
import { hintsFor } from './testing/broken.ts';

test('a first command at index 0 is named', async () => {
  const [hint] = await hintsFor({
    test: 'TestBasicAgree3B',
    oracles: 'on',
    edits: [
      {
        file: 'raft.ts',
        replace: `return { index, term, isLeader: true };`,
        by: `return { index: index - 1, term, isLeader: true };`,
      },
    ],
  });
  expect(hint?.text).toMatch(/^The log starts at index 0/);
  expect(hint?.evidence).toMatch(/^leader S\d's Start took 100 in term 1 at .* answered index 0$/);
});
