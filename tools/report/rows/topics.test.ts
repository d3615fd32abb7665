import { expect, test } from 'vitest';
import { parseTopics, topics } from './topics.ts';

test('a list of topics is read in upper and lower case', () => {
  expect(parseTopics('VOTE, append')).toEqual(['VOTE', 'APPEND']);
});

test('an unknown topic is an error that lists the choices', () => {
  expect(() => parseTopics('VOTE,VOTES')).toThrow(RangeError);
  expect(() => parseTopics('VOTE,VOTES')).toThrow(/^unknown topic 'VOTES'; the topics are\n/);
  for (const topic of topics) expect(() => parseTopics('')).toThrow(topic);
});
