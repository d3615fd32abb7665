import { expect, test } from 'vitest';
import { readAnswer, readRequest, type Request } from './message.ts';
import { spelling } from './spelling.ts';

const asked: Request = { kind: 'vote', term: 1, lastLogIndex: 0, lastLogTerm: 0 };

test.each([
  ['voteGranted', ['Term', 'VoteGranted'], 'VoteGranted'],
  ['voteGranted', ['term', 'vote_granted'], 'vote_granted'],
  ['voteGranted', ['term', 'votegranded'], 'votegranded'],
  ['term', ['Term', 'success'], 'Term'],
  ['term', ['success', 'xyz'], undefined],
  ['lastLogTerm', ['term', 'lastLogIndex'], undefined],
  ['prevLogIndex', ['prevLogTerm', 'entries'], undefined],
])('what stands for %s among %j is %s', (expected, names, found) => {
  expect(spelling(expected, names)).toBe(found);
});

test('a reply whose field is misspelt is told so, by the names of both', () => {
  const reasons: string[] = [];
  readAnswer(
    asked,
    () => ({ term: 1, VoteGranted: true }),
    (_, reason) => reasons.push(reason),
  );
  expect(reasons).toEqual([
    'replies of RequestVote have no voteGranted as in Figure 2 or 13; it is spelt VoteGranted',
  ]);
});

test('and so is a request, with all its fields', () => {
  const reasons: string[] = [];
  const args = { Term: 1, CandidateId: 0, LastLogIndex: 0, LastLogTerm: 0 };
  readRequest(
    'Raft.RequestVote',
    () => args,
    (_, reason) => reasons.push(reason),
  );
  expect(reasons).toEqual([
    'RequestVote has no term, lastLogIndex, lastLogTerm as in Figure 2; ' +
      'it is spelt Term, LastLogIndex, LastLogTerm',
  ]);
});
