import { expect, test } from 'vitest';
import { readArgs, readReply } from './messages.ts';

test('the fields of Figure 2 are read by the method’s name', () => {
  expect(readArgs('Raft.RequestVote', { term: 3, lastLogIndex: 4, lastLogTerm: 2 })).toEqual({
    kind: 'vote',
    term: 3,
    lastLogIndex: 4,
    lastLogTerm: 2,
  });
  const entries = [{ term: 2, command: 1 }, { term: 3 }];
  expect(readArgs('Raft.AppendEntries', { term: 3, prevLogIndex: 1, entries })).toMatchObject({
    kind: 'append',
    prevLogIndex: 1,
    entryTerms: [2, 3],
    leaderCommit: undefined,
  });
  expect(readArgs('Raft.InstallSnapshot', { lastIncludedIndex: 9 })).toMatchObject({
    kind: 'snapshot',
    lastIncludedIndex: 9,
    term: undefined,
  });
});

test.each([undefined, null, 7, 'text', [], { term: '3', entries: 'none' }, { entries: [null, 1] }])(
  'whatever came instead is taken as unknown: %j',
  (value) => {
    expect(readArgs('Raft.AppendEntries', value)).toMatchObject({ term: undefined });
    expect(readReply(value)).toEqual({
      term: undefined,
      voteGranted: undefined,
      success: undefined,
    });
  },
);

test('other methods are known by their term alone', () => {
  expect(readArgs('Raft.PreVote', { term: 3, entries: [] })).toEqual({ kind: 'other', term: 3 });
});
