import { expect, test } from 'vitest';
import { hintsFor } from './testing/broken.ts';

test('a leader that sends nothing at all is named', async () => {
  const [hint] = await hintsFor({
    test: 'TestInitialElection3A',
    edits: [
      {
        file: 'leader.ts',
        replace: 'for (const follower of this.followers) this.replicate(follower);',
        by: '',
      },
    ],
  });
  expect(hint?.text).toBe('The leader sends no heartbeats');
  expect(hint?.evidence).toMatch(/^S\d became leader of term 1 .* sent no AppendEntries/);
});

test('a leader whose heartbeats are further apart than a timeout is named, with the silence', async () => {
  const [hint] = await hintsFor({
    test: 'TestManyElections3A',
    edits: [
      { file: 'leader.ts', replace: 'heartbeatIntervalMs = 100', by: 'heartbeatIntervalMs = 700' },
    ],
  });
  expect(hint?.text).toMatch(/^The leader sends AppendEntries too rarely/);
  expect(hint?.evidence).toMatch(
    /sent S\d nothing for [3-6]\d\d ms, until that started an election/,
  );
});

test('a round of heartbeats that waits for a server that is cut off is seen', async () => {
  const [hint] = await hintsFor({
    test: 'TestReElection3A',
    edits: [
      {
        file: 'leader.ts',
        replace: `    for (const follower of this.followers) this.replicate(follower);`,
        by: `    if (this.followers.every((follower) => follower.unanswered === undefined)) {
      for (const follower of this.followers) this.replicate(follower);
    }`,
      },
    ],
  });
  expect(hint?.text).toMatch(/^The leader sends AppendEntries too rarely/);
  expect(hint?.evidence).toMatch(/its call to S\d was unanswered: does a round wait for it\?$/);
});

test('a leader that forgets one follower, as it has no entries for it any more, is named', async () => {
  const hints = await hintsFor({
    test: 'TestSnapshotInstall3D',
    edits: [{ file: 'leader.ts', replace: 'void this.sendSnapshot(follower);', by: '' }],
  });
  const hint = hints.find(({ text }) => text.startsWith('The leader'));
  expect(hint?.text).toBe(
    'The leader sends a follower nothing for longer than its election timeout',
  );
  expect(hint?.evidence).toMatch(/, though it sent \d+ RPCs? to others$/);
});
