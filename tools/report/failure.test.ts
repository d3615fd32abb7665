import { Chalk } from 'chalk';
import { expect, test } from 'vitest';
import { describe } from '../../sim/trace/describe.ts';
import { renderFailure, type FailureOptions } from './failure.ts';
import { makeFailure, makeReport, makeResult } from './testing/result.ts';
import { emptyAppend, payload, Story } from './testing/story.ts';
import { widthOf } from './text.ts';

const options: FailureOptions = {
  chalk: new Chalk({ level: 0 }),
  hints: [],
  replayCommand: 'npm run test:3A -- --seed 7 -t TestInitialElection3A',
};

const voteRequest = { method: 'Raft.RequestVote' };

test('a failure tells what, when, how the servers stood, what led to it, and how to see it again', () => {
  const story = new Story().boot(3).at(400);
  story.call({ from: 1, to: 0, ...voteRequest }, { term: 2 }, { term: 2, voteGranted: false });
  story.at(410).lostCall({ from: 1, to: 2, ...voteRequest }, { term: 2 });
  const report = [
    makeReport({ server: 0, term: 2, isLeader: true, applied: 4 }),
    makeReport({ server: 1, term: 2, connected: false, applied: 3 }),
    makeReport({ server: 2, up: false }),
  ];
  const failure = makeFailure({ report, stack: ['at RaftServer.run (skeleton/raft.ts:12:5)'] });
  const result = makeResult({ verdict: 'fail', failure, trace: story.events });
  const hints = [{ text: 'Nobody wins', evidence: 'S1 asked twice', section: '§5.2' }];
  expect(renderFailure(result, { ...options, hints }).join('\n')).toMatchInlineSnapshot(`
    "  one-leader at 5.0000 s of simulated time
      expected one leader, got none

      the servers before 5.0000 s
      server  is  role       term  vote  log  commit  applied
      S0      up  follower   0     ?     ?    ?       0
      S1      up  candidate  2     ?     ?    ?       0
      S2      up  follower   0     ?     ?    ?       0

      what happened last
        0.0000 s  S0 S1 S2: started (life 1)
        0.0000 s  S0 S1 S2: connected
        0.4000 s  S1 C2   → S0 RequestVote term 2, last entry ?@?
        0.4000 s  S0 F0   S1's RequestVote term 2, last entry ?@?: refused, term 2
        0.4100 s  S1 C2   → S2 RequestVote term 2, last entry ?@? (lost: link down)

      where
        at RaftServer.run (skeleton/raft.ts:12:5)

       hint  Nobody wins
             S1 asked twice
             read §5.2

      seed 7   replay npm run test:3A -- --seed 7 -t TestInitialElection3A"
  `);
});

test('a passed run has no failure to show', () => {
  expect(renderFailure(makeResult(), options)).toEqual([]);
});

test('the fullest block stays readable, and says how much of a text it leaves out', () => {
  const story = new Story().boot(7);
  for (let i = 0; i < 30; i++) {
    story.add({ kind: 'console', server: i % 7, level: 'log', text: 'very long '.repeat(50) });
  }
  const failure = makeFailure({
    message: 'expected this and that '.repeat(80),
    evidence: Array.from({ length: 9 }, () => 'an event '.repeat(40)),
    stack: Array.from({ length: 30 }, () => `at someFunction (${'deep/'.repeat(40)}raft.ts:1:1)`),
    report: Array.from({ length: 7 }, (_, server) => makeReport({ server })),
  });
  const hint = { text: 'a hint '.repeat(30), evidence: 'proof '.repeat(90), section: '§5.3' };
  const result = makeResult({ verdict: 'fail', failure, trace: story.events });
  const lines = renderFailure(result, { ...options, hints: [hint, hint, hint, hint] });
  expect(lines.length).toBeLessThanOrEqual(140);
  expect(Math.max(...lines.map(widthOf))).toBeLessThanOrEqual(100);
  expect(lines.join('\n')).toMatch(/… \(\d+ more characters\)/);
  expect(lines.join('\n')).toContain('… 3 more');
});

test('nothing that decides is cut off, at any width', () => {
  const story = new Story().boot(3).at(900);
  const conflict = { conflictTerm: 17, conflictIndex: 123_456, because: 'the terms differ' };
  story.call(
    { from: 0, to: 1, method: 'Raft.AppendEntries' },
    { ...emptyAppend, term: 18, prevLogIndex: 200_000, prevLogTerm: 16 },
    { term: 18, success: false, ...conflict },
  );
  const evidence = story.events.filter(({ kind }) => kind === 'rpc.reply').map(describe);
  const failure = makeFailure({ servers: [1], evidence });
  const result = makeResult({ verdict: 'fail', failure, trace: story.events });
  for (const width of [60, 80, 100, 120]) {
    const lines = renderFailure(result, { ...options, width });
    expect(Math.max(...lines.slice(0, -1).map(widthOf))).toBeLessThanOrEqual(width);
    const text = lines.map((line) => line.trim()).join(' ');
    // Once as evidence and once in the story, where it has the same number.
    expect(text.split('conflictIndex 123456, because "the terms differ"')).toHaveLength(3);
    expect(text.split('①')).toHaveLength(3);
    expect(text).not.toContain('…');
  }
});

test('evidence is never dim', () => {
  const chalk = new Chalk({ level: 1 });
  const failure = makeFailure({ evidence: ['  1.0000 s  S0 is leader in term 1'] });
  const lines = renderFailure(makeResult({ verdict: 'fail', failure }), { ...options, chalk });
  expect(lines.find((line) => line.includes('S0 is leader'))).not.toContain('\u001b[2m');
});

test('without a trace the last events are those of the run, and candidates are not told apart', () => {
  const failure = makeFailure({ lastEvents: ['  1.0000 s  S0 is leader in term 1'] });
  const text = renderFailure(makeResult({ verdict: 'fail', failure }), options).join('\n');
  expect(text).toContain('1.0000 s  S0 is leader in term 1');
  expect(text).toContain('not leader');
});

test('the retries to a server that is cut off do not fill the story', () => {
  const story = new Story().boot(3);
  const append = { term: 1, prevLogIndex: 3, prevLogTerm: 1, leaderCommit: 3 };
  story.add({ kind: 'start', server: 0, command: payload(5), index: 4, term: 1, isLeader: true });
  for (let i = 1; i <= 20; i++) {
    const way = { from: 0, to: 1, method: 'Raft.AppendEntries' };
    story.at(100 * i).lostCall(way, { ...append, entries: [{ term: 1 }] });
  }
  const result = makeResult({ verdict: 'fail', failure: makeFailure(), trace: story.events });
  const text = renderFailure(result, options).join('\n');
  expect(text).toContain('an AppendEntries is lost (×20 since 0.10 s)');
  expect(text).toContain('Start(5) → index 4');
});

test('a deadlock shows what each server waits for', () => {
  const report = [makeReport({ waiting: ['no timer is set', 'the Start handler'] })];
  const failure = makeFailure({ property: 'deadlock', report });
  const text = renderFailure(makeResult({ verdict: 'fail', failure }), options).join('\n');
  expect(text).toContain('S0  no timer is set, the Start handler');
});
