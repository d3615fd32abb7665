import { Chalk } from 'chalk';
import { expect, test } from 'vitest';
import { encode } from '../../../labgob/index.ts';
import { describe } from '../../../sim/trace/describe.ts';
import type { TraceNote } from '../../../sim/trace/note.ts';
import type { RunResult } from '../../../tester/result.ts';
import { makeFailure, makeResult } from '../testing/result.ts';
import { emptyAppend, Story } from '../testing/story.ts';
import { storyLines } from './lines.ts';
import { tellStory } from './story.ts';

const append = { method: 'Raft.AppendEntries' };
const requestVote = { method: 'Raft.RequestVote' };

/** The blocks of a failed run's story, each with its title. */
function blocks(result: RunResult): readonly string[][] {
  const story = tellStory(result);
  if (story === undefined) throw new Error('there is nothing to tell');
  return storyLines(story, { width: 120, chalk: new Chalk({ level: 0 }) });
}

/** S1 has voted for S2, and then prints much, and much happens between the three others. */
function crowded(): Story {
  const story = new Story().boot(5).at(300);
  const request = { term: 1, lastLogIndex: 0, lastLogTerm: 0 };
  story.call({ from: 2, to: 1, ...requestVote }, request, { term: 1, voteGranted: true });
  for (let i = 1; i <= 40; i++) {
    const args = { ...emptyAppend, prevLogIndex: i, entries: [{ term: 1, command: i }] };
    story
      .at(1_000 + i)
      .add({ kind: 'console', server: 1, level: 'log', text: `line ${i}` })
      .call({ from: 0, to: 3 + (i % 2), ...append }, args, { term: 1, success: true });
  }
  return story;
}

test('the history is of who is accused, back to its vote, however much else has happened since', () => {
  const story = crowded().at(1_100);
  const failure = makeFailure({ servers: [1], atMs: 1_100 });
  const [history = [], elsewhere = []] = blocks(
    makeResult({ verdict: 'fail', failure, trace: story.events }),
  );
  expect(history[0]).toBe('what happened to S1');
  expect(history.join('\n')).toContain("S2's RequestVote term 1, last entry 0@0: granted, term 1");
  expect(elsewhere[0]).toBe('elsewhere, last');
  expect(history.join('\n')).toMatch(/ … \d+ more, not shown/);
  expect(elsewhere.join('\n')).toContain("S0's AppendEntries term 1, 41@1 (40) after 40@0");
});

test('the other party of the evidence has its history told as well', () => {
  const story = crowded().at(1_100);
  const args = { ...emptyAppend, term: 1 };
  story.call({ from: 2, to: 1, ...append }, args, { term: 7, success: false });
  const evidence = story.events.slice(-2, -1).map(describe);
  const failure = makeFailure({ servers: [1], evidence, atMs: 1_100 });
  const [history = []] = blocks(makeResult({ verdict: 'fail', failure, trace: story.events }));
  expect(history[0]).toBe('what happened to S1 and S2');
  expect(history.at(-1)).toContain("① S2's heartbeat term 1, after 0@0, commit 0: refused, term 7");
});

test('what repeats is one row with its number and its beginning, also when two things alternate', () => {
  const story = new Story().boot(3);
  for (let i = 0; i < 10; i++) {
    const args = { ...emptyAppend, prevLogIndex: 9, entries: [] };
    story.at(2_700 + 100 * i);
    story.call({ from: 0, to: 1, ...append }, args, { term: 1, success: false, next: 9 });
    story.lostCall({ from: 2, to: 0, ...requestVote }, { term: 5 + i });
  }
  const failure = makeFailure({ servers: [], atMs: 9_000 });
  const [last = []] = blocks(makeResult({ verdict: 'fail', failure, trace: story.events }));
  const refused = last.filter((line) => line.includes('refused'));
  expect(refused).toHaveLength(1);
  expect(refused[0]).toContain('next 9 (×10 since 2.70 s)');
  const asked = last.filter((line) => line.includes('RequestVote'));
  expect(asked).toHaveLength(1);
  expect(asked[0]).toContain(
    'RequestVote term 14, last entry ?@? (lost: link down) (×10 since 2.70 s)',
  );
});

test('an answer that comes back in another term is told, one that comes in time is not', () => {
  const story = new Story().boot(3).at(300);
  const way = { from: 0, to: 1, ...requestVote };
  story.call(way, { term: 1 }, { term: 1, voteGranted: true }, 'reply');
  story.at(900).lostCall({ from: 0, to: 2, ...requestVote }, { term: 2 });
  story.add({ kind: 'rpc.return', id: 1, ...way });
  const failure = makeFailure({ servers: [0], atMs: 2_000 });
  const result = makeResult({ verdict: 'fail', failure, trace: story.events });
  expect(blocks(result)[0]?.at(-1)).toContain('S0 C2   S1 on RequestVote: granted, term 1');
});

test('entries that a server drops, and a vote that it forgets, are told though no event tells them', () => {
  const story = new Story().boot(3).at(500).heartbeat(0, 1, 2);
  const after = story.events.length;
  story.at(800).heartbeat(0, 1, 2);
  const note = (place: number, change: object): TraceNote => {
    return { kind: 'inspect', after: place, server: 1, change: encode(change) };
  };
  const entries = [1, 2, 3].map((command) => ({ term: 1, command }));
  const before = { currentTerm: 2, votedFor: 0 };
  const notes = [
    note(after, { set: before, log: { from: 0, entries } }),
    note(story.events.length, { set: { votedFor: null }, log: { from: 1, entries: [] } }),
  ];
  const failure = makeFailure({ servers: [1], atMs: 900 });
  const result = makeResult({ verdict: 'fail', failure, trace: story.events, notes });
  const text = blocks(result)[0]?.join('\n');
  expect(text).toContain('S1 F0   drops entries 2–3 of term 1 (2, 3) from its log');
  expect(text).toContain('has its vote of term 2 for S0, and forgets it, in the same term');
});
