import { expect, test } from 'vitest';
import { Story } from '../testing/story.ts';
import { collectCalls } from './calls.ts';
import { Standings, type Standing } from './standings.ts';

const vote = (from: number, to: number): { from: number; to: number; method: string } => {
  return { from, to, method: 'Raft.RequestVote' };
};

/** How server 0 stands at the end. */
function standingOf0({ events }: Story): Standing {
  const standings = new Standings(collectCalls(events));
  for (const event of events) standings.observe(event);
  return standings.of(0);
}

test('a server that has just started has shown neither term nor role', () => {
  expect(standingOf0(new Story().boot(2))).toMatchObject({ term: undefined, role: undefined });
});

test('a server that stays silent after its start is a follower in term 0', () => {
  const story = new Story().boot(2).at(1).add({ kind: 'check.begin', check: 'any' });
  expect(standingOf0(story)).toMatchObject({ term: 0, role: 'follower' });
});

test('who asks for votes is a candidate of that term, until it leads or follows', () => {
  const story = new Story().boot(2).at(300);
  story.call(vote(0, 1), { term: 2 }, { term: 2, voteGranted: true });
  story.add({ kind: 'state', server: 0, term: 2, isLeader: false });
  expect(standingOf0(story)).toMatchObject({ term: 2, role: 'candidate' });
  const leads = story.add({ kind: 'state', server: 0, term: 2, isLeader: true });
  expect(standingOf0(leads)).toMatchObject({ term: 2, role: 'leader' });
  const stepsDown = story.add({ kind: 'state', server: 0, term: 3, isLeader: false });
  expect(standingOf0(stepsDown)).toMatchObject({ term: 3, role: 'follower' });
});

test('a candidate that accepts a leader of its term follows it', () => {
  const story = new Story().boot(2).at(300);
  story.call(vote(0, 1), { term: 2 }, { term: 2, voteGranted: false });
  story.heartbeat(1, 0, 2);
  expect(standingOf0(story)).toMatchObject({ term: 2, role: 'follower' });
});

test('a leader that asks for votes in a later term is a candidate', () => {
  const story = new Story().boot(2).at(300);
  story.add({ kind: 'state', server: 0, term: 2, isLeader: true });
  story.call(vote(0, 1), { term: 3 }, { term: 3, voteGranted: false });
  expect(standingOf0(story)).toMatchObject({ term: 3, role: 'candidate' });
});

test('a crashed server has no term and no role', () => {
  const story = new Story().boot(2).add({ kind: 'state', server: 0, term: 2, isLeader: true });
  story.add({ kind: 'crash', server: 0 });
  expect(standingOf0(story)).toMatchObject({ up: false, term: undefined, role: undefined });
});
