import { expect, test } from 'vitest';
import { hintsFor } from './testing/broken.ts';

test('heartbeats that come too often are named, with how many', async () => {
  const [hint] = await hintsFor({
    test: 'TestCount3B',
    edits: [
      { file: 'leader.ts', replace: 'heartbeatIntervalMs = 100', by: 'heartbeatIntervalMs = 10' },
    ],
  });
  expect(hint?.text).toMatch(/^Far too many RPCs: heartbeats, about one every (9|10) ms/);
  expect(hint?.evidence).toMatch(/In all \d+ RPCs: \d+ heartbeats, /);
});

test('entries that a follower has confirmed and gets again are named', async () => {
  const [hint] = await hintsFor({
    test: 'TestRPCBytes3B',
    edits: [
      {
        file: 'leader.ts',
        replace: 'const prevLogIndex = follower.nextIndex - 1;',
        by: 'const prevLogIndex = 0;',
      },
      {
        file: 'leader.ts',
        replace: 'log.entriesFrom(follower.nextIndex)',
        by: 'log.entriesFrom(1)',
      },
    ],
  });
  expect(hint?.text).toMatch(/^Entries are sent again although the follower has confirmed them/);
  expect(hint?.evidence).toMatch(
    /sent S\d entries from index 1 on .*, after it had confirmed up to/,
  );
});

test('a message that is sent again and again is named', async () => {
  const [hint] = await hintsFor({
    test: 'TestInitialElection3A',
    edits: [
      {
        file: 'raft.ts',
        replace: "const reply = await end.Call('Raft.RequestVote', args);",
        by: `for (let i = 0; i < 15; i++) void end.Call('Raft.RequestVote', args);
    const reply = await end.Call('Raft.RequestVote', args);`,
      },
    ],
  });
  expect(hint?.text).toBe('Far too many RPCs: the same RequestVote again and again');
  expect(hint?.evidence).toMatch(/sent S\d RequestVote 16 times within 400 ms/);
});
