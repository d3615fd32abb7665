import { expect, test } from 'vitest';
import { Story } from '../testing/story.ts';
import { snapshotIsNotRetried } from './paused-by-snapshot.ts';
import { factsOf } from './testing/facts-of.ts';

const install = { from: 0, to: 1, method: 'Raft.InstallSnapshot' };
const args = { term: 1, lastIncludedIndex: 9, lastIncludedTerm: 1 };

/** A leader whose snapshot is lost, and heartbeats of the next two seconds. */
function lostSnapshot(): Story {
  const story = new Story().boot(3).at(300);
  story.add({ kind: 'state', server: 0, term: 1, isLeader: true }).lostCall(install, args);
  for (let atMs = 400; atMs < 2400; atMs += 100) story.at(atMs).heartbeat(0, 1, 1);
  return story;
}

test('a leader that waits for ever for the answer to a lost snapshot is named', () => {
  const hint = snapshotIsNotRetried(factsOf(lostSnapshot()));
  expect(hint?.text).toMatch(/^An InstallSnapshot got lost and is never sent again/);
  expect(hint?.evidence).toMatch(
    /^the request of S0's InstallSnapshot up to 9@1 to S1, sent at 0\.300 s, was lost \(link down\)/,
  );
});

test('a leader that sends the snapshot again is not', () => {
  const story = lostSnapshot().call(install, args, { term: 1 });
  expect(snapshotIsNotRetried(factsOf(story))).toBeUndefined();
});
