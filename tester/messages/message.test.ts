import { expect, test } from 'vitest';
import { encode } from '../../labgob/index.ts';
import { LazyPayload } from '../../labrpc/payload.ts';
import { argsOf, ownFields, replyOf, type Args, type Reply } from './message.ts';

const travelled = (value: unknown): LazyPayload => new LazyPayload(encode(value));

function args(name: string, value: unknown): Args {
  return argsOf({ method: `Raft.${name}`, args: travelled(value) });
}

function reply(name: string, value: unknown): Reply {
  return replyOf({ method: `Raft.${name}`, reply: travelled(value) });
}

test('the fields of Figure 2 are read by the method’s name', () => {
  expect(args('RequestVote', { term: 3, lastLogIndex: 4, lastLogTerm: 2 })).toMatchObject({
    kind: 'vote',
    term: 3,
    lastLogIndex: 4,
    lastLogTerm: 2,
  });
  const entries = [{ term: 2, command: 1 }, { term: 3 }];
  expect(args('AppendEntries', { term: 3, prevLogIndex: 1, entries })).toMatchObject({
    kind: 'append',
    prevLogIndex: 1,
    entries: [{ term: 2, command: 1 }, { term: 3 }],
    runs: undefined,
    leaderCommit: undefined,
  });
  expect(args('InstallSnapshot', { lastIncludedIndex: 9 })).toMatchObject({
    kind: 'install',
    lastIncludedIndex: 9,
    term: undefined,
  });
});

test('entries are told as runs of one term', () => {
  const terms = [1, 1, 2, 4, 4];
  const entries = terms.map((term) => ({ term, command: 'x' }));
  expect(args('AppendEntries', { entries })).toMatchObject({
    runs: [
      { term: 1, count: 2 },
      { term: 2, count: 3 },
      { term: 4, count: 5 },
    ],
  });
});

test.each([undefined, null, 7, 'text', [], { term: '3', entries: 'none' }, { entries: [null, 1] }])(
  'whatever came instead is taken as unknown: %j',
  (value) => {
    expect(args('AppendEntries', value)).toMatchObject({ term: undefined, runs: undefined });
    expect(reply('AppendEntries', value)).toMatchObject({ term: undefined, success: undefined });
    expect(reply('RequestVote', value)).toMatchObject({ voteGranted: undefined });
  },
);

test('other methods are known by their term alone', () => {
  expect(args('PreVote', { term: 3, entries: [] })).toEqual({
    kind: 'other',
    term: 3,
    fields: { term: 3, entries: [] },
    doubled: undefined,
  });
});

test('fields as Go spells them are the same fields', () => {
  const entries = [{ term: 1, command: { Term: 7 } }];
  const inGo = {
    Term: 3,
    PrevLogIndex: 1,
    Entries: [{ Term: 1, Command: { Term: 7 } }],
    LeaderCommit: 2,
  };
  const inPaper = { term: 3, prevLogIndex: 1, entries, leaderCommit: 2 };
  const read = args('AppendEntries', inGo);
  expect(args('AppendEntries', inPaper)).toEqual({ ...read, fields: inPaper });
  expect(read).toMatchObject({ entries, runs: [{ term: 1, count: 1 }], doubled: undefined });
  expect(reply('RequestVote', { Term: 3, VoteGranted: true })).toMatchObject({
    term: 3,
    voteGranted: true,
  });
});

test('a field in both spellings is unknown unless they say the same', () => {
  expect(args('RequestVote', { term: 3, Term: 3 })).toMatchObject({ term: 3, doubled: undefined });
  expect(args('RequestVote', { term: 3, Term: 4 })).toMatchObject({
    term: undefined,
    doubled: 'term 3 and Term 4',
  });
  const entries = [{ term: 1, Term: 2, command: 'x' }];
  expect(args('AppendEntries', { term: 3, entries })).toMatchObject({
    runs: undefined,
    doubled: 'in entries[0], term 1 and Term 2',
  });
});

test('a message is read once, however many ask', () => {
  const event = { method: 'Raft.AppendEntries', args: travelled({ term: 3, entries: [] }) };
  expect(argsOf(event)).toBe(argsOf(event));
  // The same bytes may be those of another message too.
  expect(replyOf({ method: 'Raft.InstallSnapshot', reply: event.args })).toMatchObject({ term: 3 });
  expect(argsOf(event).kind).toBe('append');
});

test('what a reply has besides the figure’s fields is the implementation’s own', () => {
  const hinted = { Term: 3, success: false, XLen: 4, conflict: { index: 1 } };
  expect(ownFields(reply('AppendEntries', hinted))).toEqual({ XLen: 4, conflict: { index: 1 } });
});
