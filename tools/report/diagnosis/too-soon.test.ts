import { expect, test } from 'vitest';
import { hintsFor } from './testing/broken.ts';

test('an election just after an answer that should have put it off is named, with both moments', async () => {
  const [hint] = await hintsFor({
    test: 'TestManyElections3A',
    seed: 2,
    oracles: 'on',
    edits: [
      {
        file: 'raft.ts',
        replace: `    this.electionTimer = setTimeout(() => {
      this.startElection();`,
        by: `    this.electionTimer = setTimeout(() => {
      setTimeout(() => {
        if (!this.isKilled && this.role.kind !== 'leader') this.startElection();
      }, 30);`,
      },
    ],
  });
  expect(hint?.text).toMatch(/^S2 became a candidate just after it had heard from the leader: /);
  expect(hint?.evidence).toMatch(/S2 accepted AppendEntries of S4 in term 3, and 29 ms later/);
});
