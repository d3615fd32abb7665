import { expect, test } from 'vitest';
import { hintsFor } from './testing/broken.ts';

test('a server that raises its commitIndex and sends nothing on applyCh is named', async () => {
  const [hint] = await hintsFor({
    test: 'TestBasicAgree3B',
    edits: [{ file: 'raft.ts', replace: 'this.applier.wake();', by: '' }],
  });
  expect(hint?.text).toMatch(/^Entries are committed but not applied/);
  expect(hint?.evidence).toMatch(/it has applied nothing \(so do(es)? S\d/);
});

test('a leader that claims too high a commitIndex is not taken at its word', async () => {
  const hints = await hintsFor({
    test: 'TestFailNoAgree3B',
    edits: [
      {
        file: 'leader.ts',
        replace: 'leaderCommit: this.server.commitIndex,',
        by: 'leaderCommit: log.lastIndex,',
      },
    ],
  });
  expect(hints.map(({ text }) => text).filter((text) => text.includes('not applied'))).toEqual([]);
});
