import { expect, test } from 'vitest';
import { Story } from '../testing/story.ts';
import { voterCountsTwice } from './counted-twice.ts';
import { factsOf } from './testing/facts-of.ts';

const ask = { from: 0, to: 1, method: 'Raft.RequestVote' };
const granted = { term: 3, voteGranted: true };
const leads = { kind: 'state', server: 0, term: 3, isLeader: true } as const;

test('a leader that counted two answers of one voter is named, with both', () => {
  const story = new Story().boot(5).at(300).call(ask, { term: 3 }, granted);
  const hint = voterCountsTwice(factsOf(story.at(340).call(ask, { term: 3 }, granted).add(leads)));
  expect(hint?.text).toMatch(/^One voter was counted twice/);
  expect(hint?.evidence).toBe(
    'S0 became leader of term 3 at 0.340 s with the votes of itself and S1, 2 of 5; S1 had granted ' +
      'its RequestVote of that term at 0.300 s and at 0.340 s',
  );
});

test('a voter that answers twice is nothing to speak of when the others make a majority', () => {
  const story = new Story().boot(5).at(300).call(ask, { term: 3 }, granted);
  story
    .call(ask, { term: 3 }, granted)
    .call({ ...ask, to: 2 }, { term: 3 }, granted)
    .add(leads);
  expect(voterCountsTwice(factsOf(story))).toBeUndefined();
});

test('a run that ends with the first message of such a leader is enough', () => {
  const story = new Story().boot(5).at(300);
  story.call(ask, { term: 3 }, granted).call(ask, { term: 3 }, granted);
  const send = { from: 0, to: 1, method: 'Raft.AppendEntries' };
  story.call(send, { term: 3, entries: [] }, {}, 'send');
  expect(voterCountsTwice(factsOf(story))?.text).toMatch(/^One voter was counted twice/);
});

test('two answers of one voter are not the reason where even they make no majority', () => {
  const story = new Story().boot(7).at(300).call(ask, { term: 3 }, granted);
  story.call(ask, { term: 3 }, granted).add(leads);
  expect(voterCountsTwice(factsOf(story))).toBeUndefined();
});
