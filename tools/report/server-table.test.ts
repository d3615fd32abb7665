import { Chalk } from 'chalk';
import { expect, test } from 'vitest';
import { encode } from '../../labgob/index.ts';
import type { TraceNote } from '../../sim/trace/note.ts';
import { serverTable } from './server-table.ts';
import { makeFailure, makeResult } from './testing/result.ts';
import { emptyAppend, Story } from './testing/story.ts';

const append = { method: 'Raft.AppendEntries' };

function table(story: Story, notes: readonly TraceNote[] = []): string[] {
  const failure = makeFailure({ servers: [0], atMs: 5_000 });
  const result = makeResult({ verdict: 'fail', failure, trace: story.events, notes });
  return serverTable(result, 78, new Chalk({ level: 0 }));
}

/** S0 leads term 2, S1 has taken two entries, S2 is out of reach and asks for votes. */
function threeServers(): Story {
  const story = new Story().boot(3).at(100);
  story.add({ kind: 'state', server: 0, term: 2, isLeader: true });
  const entries = [1, 2].map((term) => ({ term, command: term }));
  const args = { ...emptyAppend, term: 2, entries, leaderCommit: 1 };
  story.call({ from: 0, to: 1, ...append }, args, { term: 2, success: true });
  story.add({ kind: 'state', server: 1, term: 2, isLeader: false });
  story.lostCall({ from: 2, to: 0, method: 'Raft.RequestVote' }, { term: 3 });
  return story.at(5_000).add({ kind: 'state', server: 0, term: 9, isLeader: false });
}

test('of servers that tell nothing of themselves the table says what messages imply, and no more', () => {
  expect(table(threeServers())).toMatchInlineSnapshot(`
    [
      "the servers before 5.0000 s",
      "server  is  role       term  vote  log   commit  applied  ",
      "S0      up  leader     2     ?     ≥2@2  ≥1      0",
      "S1      up  follower   2     ?     ≥2@2  ?       0",
      "S2      up  candidate  3     ?     ?     ?       0",
      "leader S0  nextIndex  of S1 1 (sent last)  S2 ?",
      "           matchIndex of S1 ≥2  S2 ?",
    ]
  `);
});

test('what Inspect tells is shown: the log by its ends, the commit index, next and match', () => {
  const change = {
    set: {
      role: 'leader',
      currentTerm: 2,
      votedFor: 0,
      commitIndex: 7,
      lastIncludedIndex: 5,
      lastIncludedTerm: 1,
      nextIndex: [null, 9, 4],
      matchIndex: [null, 8, 0],
    },
    log: { from: 0, entries: [1, 2, 2].map((term) => ({ term, command: term })) },
  };
  const story = threeServers();
  const place = story.events.length - 1;
  const note = { kind: 'inspect', after: place, server: 0, change: encode(change) } as const;
  const lines = table(story, [note]);
  expect(lines.find((line) => line.startsWith('S0'))).toMatch(
    /^S0 +up +leader +2 +S0 +6@1–8@2 +7 +0$/,
  );
  expect(lines.join('\n')).toMatch(
    /leader S0 {2}nextIndex {2}of S1 9 {2}S2 4\n +matchIndex of S1 8 {2}S2 0/,
  );
});
