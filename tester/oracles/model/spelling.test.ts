import { expect, test } from 'vitest';
import { encode } from '../../../labgob/index.ts';
import { LazyPayload } from '../../../labrpc/payload.ts';
import { argsOf, replyOf } from '../../messages/message.ts';
import { readAnswer, readRequest } from './message.ts';
import { spelling } from './spelling.ts';

const method = 'Raft.RequestVote';

test.each([
  ['voteGranted', ['Term', 'VoteGranted'], 'VoteGranted'],
  ['voteGranted', ['term', 'vote_granted'], 'vote_granted'],
  ['voteGranted', ['term', 'votegranted'], 'votegranted'],
  ['term', ['Term', 'success'], 'Term'],
  ['term', ['success', 'xyz'], undefined],
  ['lastLogTerm', ['term', 'lastLogIndex'], undefined],
  ['prevLogIndex', ['prevLogTerm', 'entries'], undefined],
])('what stands for %s among %j is %s', (expected, names, found) => {
  expect(spelling(expected, names)).toBe(found);
});

test('a reply whose field is misspelt is told so, by the names of both', () => {
  const reasons: string[] = [];
  const reply = new LazyPayload(encode({ term: 1, vote_granted: true }));
  readAnswer(replyOf({ method, reply }), (_, reason) => reasons.push(reason));
  expect(reasons).toEqual([
    'replies of RequestVote have no voteGranted as in Figure 2 or 13; it is spelt vote_granted',
  ]);
});

test('and so is a request, with all its fields', () => {
  const reasons: string[] = [];
  const args = new LazyPayload(
    encode({ TERM: 1, CandidateId: 0, lastlogindex: 0, LastLogTerm: 0 }),
  );
  readRequest(method, argsOf({ method, args }), (_, reason) => reasons.push(reason));
  expect(reasons).toEqual([
    'RequestVote has no term, lastLogIndex as in Figure 2; it is spelt TERM, lastlogindex',
  ]);
});

test('Go’s spelling is as good as the paper’s', () => {
  const reasons: string[] = [];
  const args = new LazyPayload(
    encode({ Term: 1, CandidateId: 0, LastLogIndex: 0, LastLogTerm: 0 }),
  );
  const request = readRequest(method, argsOf({ method, args }), (_, reason) =>
    reasons.push(reason),
  );
  expect(request).toEqual({ kind: 'vote', term: 1, lastLogIndex: 0, lastLogTerm: 0 });
  expect(reasons).toEqual([]);
});
