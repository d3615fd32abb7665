import { expect, test } from 'vitest';
import { hintsFor } from './testing/broken.ts';

test('a server that ignores the higher term of a request is named', async () => {
  const [hint] = await hintsFor({
    test: 'TestReElection3A',
    edits: [
      {
        file: 'raft.ts',
        replace: 'if (args.term > state.currentTerm) this.becomeFollower(args.term);',
        by: '',
      },
    ],
  });
  expect(hint?.text).toMatch(/^S\d saw a higher term and did not take it over$/);
  expect(hint?.evidence).toMatch(/^the Raft.RequestVote from S\d at .* carried term \d+/);
});

test('a leader that ignores the higher term of a reply is named', async () => {
  const [hint] = await hintsFor({
    test: 'TestReElection3A',
    edits: [
      {
        file: 'raft.ts',
        replace: 'if (this.isKilled || replyTerm <= this.state.currentTerm) return;',
        by: "if (replyTerm <= this.state.currentTerm || this.role.kind === 'leader') return;",
      },
    ],
  });
  expect(hint?.text).toMatch(/^S\d saw a higher term and did not take it over$/);
  expect(hint?.evidence).toMatch(/^the reply to Raft.AppendEntries from S\d/);
});
