import { expect, test } from 'vitest';
import { hintsFor } from './testing/broken.ts';

test('a server that keeps its vote in a new term is named', async () => {
  const [hint] = await hintsFor({
    test: 'TestReElection3A',
    edits: [
      {
        file: 'raft.ts',
        replace: `      this.state.currentTerm = term;
      this.state.votedFor = null;`,
        by: `      this.state.currentTerm = term;`,
      },
    ],
  });
  expect(hint?.text).toMatch(/^S\d keeps its vote of an earlier term/);
  expect(hint?.evidence).toMatch(
    /^S\d voted for (itself|S\d) in term \d+ .* it has voted for nobody, .* it refused S\d, whose log ends with 0@0/,
  );
});

test('a server that wants a log longer than its own is named', async () => {
  const [hint] = await hintsFor({
    test: 'TestInitialElection3A',
    edits: [
      {
        file: 'log.ts',
        replace: `return lastLogIndex >= this.lastIndex;`,
        by: `return lastLogIndex > this.lastIndex;`,
      },
    ],
  });
  expect(hint?.text).toMatch(/"at least as up-to-date" includes equal$/);
  expect(hint?.evidence).toMatch(/the candidate's log ends with 0@0, its own with 0@0/);
});

test('a server that compares logs by length alone is not said to keep its vote', async () => {
  const [hint] = await hintsFor({
    test: 'TestRejoin3B',
    oracles: 'on',
    edits: [
      {
        file: 'log.ts',
        replace: 'if (lastLogTerm !== this.lastTerm) return lastLogTerm > this.lastTerm;',
        by: '',
      },
    ],
  });
  expect(hint?.text).toMatch(/^A vote is refused to a candidate whose log is more up-to-date/);
  expect(hint?.evidence).toMatch(/the candidate's log ends with 2@2, its own with 5@1/);
});
