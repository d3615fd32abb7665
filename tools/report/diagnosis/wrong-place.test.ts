import { expect, test } from 'vitest';
import { emptyAppend, payload, Story } from '../testing/story.ts';
import { factsOf } from './testing/facts-of.ts';
import { entriesFromWrongPlace } from './wrong-place.ts';

const send = { from: 0, to: 1, method: 'Raft.AppendEntries' };

/** A leader that has taken commands 101 to 112 as indexes 1 to 12, and has a snapshot up to 9. */
function leaderWithSnapshot(): Story {
  const story = new Story().boot(3).at(300);
  for (let index = 1; index <= 12; index++) {
    const command = payload(100 + index);
    story.add({ kind: 'start', server: 0, command, index, term: 1, isLeader: true });
  }
  return story.add({ kind: 'snapshot', server: 0, index: 9, snapshot: new Uint8Array() });
}

test('entries of another place are named, with what Start had said of them', () => {
  const args = { ...emptyAppend, prevLogIndex: 2, entries: [{ term: 1, command: 112 }] };
  const hint = entriesFromWrongPlace(factsOf(leaderWithSnapshot().call(send, args, {})));
  expect(hint?.text).toMatch(/^The snapshot's end is forgotten/);
  expect(hint?.evidence).toMatch(
    /with 112 as index 3; Start took it as index 12\. S0's snapshot goes up to 9$/,
  );
});

test('entries of their own place are not', () => {
  const args = { ...emptyAppend, prevLogIndex: 11, entries: [{ term: 1, command: 112 }] };
  expect(entriesFromWrongPlace(factsOf(leaderWithSnapshot().call(send, args, {})))).toBeUndefined();
});

test('a slice that begins too far on, and so is empty, is named', () => {
  const story = new Story().boot(3);
  const entries = [{ term: 1, command: 100 }];
  story.call(send, { ...emptyAppend, entries }, { term: 1, success: true });
  story.events.push(...leaderWithSnapshot().events);
  const args = { ...emptyAppend, prevLogIndex: 10 };
  for (let beat = 0; beat < 3; beat++) story.call(send, args, { term: 1, success: true });
  const hint = entriesFromWrongPlace(factsOf(story));
  expect(hint?.text).toMatch(/^The snapshot's end is forgotten/);
  expect(hint?.evidence).toMatch(
    /^leader S0 of term 1 has entries up to 12, its snapshot goes up to 9, .* 3 AppendEntries to S1 after index 10 brought no entry/,
  );
});
