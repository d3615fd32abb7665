import { expect, test } from 'vitest';
import { emptyAppend, Story } from '../testing/story.ts';
import { repliesClaimTooMuch } from './beyond-message.ts';
import { factsOf } from './testing/facts-of.ts';

const send = { from: 0, to: 1, method: 'Raft.AppendEntries' };
const args = { ...emptyAppend, term: 7, prevLogIndex: 1492, entries: [{ term: 6 }] };

/** A leader whose follower answers with a field of its own. */
function answered(lastIndex: number): Story {
  const story = new Story().boot(5).at(300);
  story.add({ kind: 'state', server: 0, term: 7, isLeader: true });
  return story.call(send, args, { term: 7, success: true, lastIndex });
}

test('an answer that tells of entries behind the message is named, with both indexes', () => {
  const hint = repliesClaimTooMuch(factsOf(answered(1499), 'commit-own-term', [0]));
  expect(hint?.text).toMatch(/^A success confirms/);
  expect(hint?.evidence).toMatch(
    /^to S0, leader of term 7: S1's success of 0\.300 s says lastIndex 1499, to a message that ends at index 1493\./,
  );
});

test('an answer that tells of what the message brought is not', () => {
  expect(repliesClaimTooMuch(factsOf(answered(1493), 'commit-own-term', [0]))).toBeUndefined();
});
