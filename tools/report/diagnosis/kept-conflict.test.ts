import { expect, test } from 'vitest';
import { emptyAppend, Story } from '../testing/story.ts';
import { conflictIsKeptAtInstall } from './kept-conflict.ts';
import { factsOf } from './testing/facts-of.ts';

const install = { from: 0, to: 1, method: 'Raft.InstallSnapshot' };
const append = { from: 2, to: 1, method: 'Raft.AppendEntries' };

/** A follower with an entry 1@1 that installs a snapshot up to 1@2, and says of which term it is. */
function installed(term: number): Story {
  const story = new Story().boot(3).at(300);
  story.call(append, { ...emptyAppend, entries: [{ term: 1 }] }, { term: 1, success: true });
  story.call(install, { term: 2, lastIncludedIndex: 1, lastIncludedTerm: 2 }, { term: 2 });
  const snapshot = new Uint8Array();
  return story.add({ kind: 'apply.snapshot', server: 1, index: 1, term, snapshot });
}

test('a follower that names its own term as that of the snapshot is named', () => {
  const hint = conflictIsKeptAtInstall(factsOf(installed(1)));
  expect(hint?.text).toMatch(/^S1 keeps its own log/);
  expect(hint?.evidence).toMatch(
    /^S0's snapshot ends with 1@2; S1, whose own entry there was 1@1,/,
  );
});

test('a follower that takes the term of the snapshot is not', () => {
  expect(conflictIsKeptAtInstall(factsOf(installed(2)))).toBeUndefined();
});
