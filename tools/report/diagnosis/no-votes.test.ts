import { expect, test } from 'vitest';
import { hintsFor } from './testing/broken.ts';

test('it is said when no server ever asks for votes', async () => {
  const [hint] = await hintsFor({
    test: 'TestInitialElection3A',
    edits: [
      {
        file: 'raft.ts',
        replace: 'for (const end of this.others) {',
        by: 'for (const end of []) {',
      },
    ],
  });
  expect(hint?.text).toMatch(/^Nobody ever asked for votes/);
  expect(hint?.evidence).toMatch(/none of 3 servers sent a RequestVote$/);
});

test('it is said when the servers stop asking', async () => {
  const [hint] = await hintsFor({
    test: 'TestReElection3A',
    edits: [
      {
        file: 'raft.ts',
        replace: 'this.startElection();\n    }, delayMs);',
        by: 'if (this.state.currentTerm === 0) this.startElection();\n    }, delayMs);',
      },
    ],
  });
  expect(hint?.text).toMatch(/^Nobody asks for votes any more/);
  expect(hint?.evidence).toMatch(/were connected and had no leader/);
});
