import { expect, test } from 'vitest';
import { hintsFor } from './testing/broken.ts';

test('a leader that never steps back from what was refused is named', async () => {
  const [hint] = await hintsFor({
    test: 'TestFailAgree3B',
    oracles: 'on',
    edits: [
      {
        file: 'leader.ts',
        replace: `} else if (follower.backUp(args, reply.conflict, log)) {`,
        by: `} else if (reply.term < 0) {`,
      },
    ],
  });
  expect(hint?.text).toMatch(
    /^nextIndex does not get below a refusal: S\d sends S\d the same prevLogIndex again$/,
  );
  expect(hint?.evidence).toMatch(
    /refused AppendEntries of S\d after \d+@\d+; that came back .* sent it \d+ more after .* adds to its refusals \{conflict/,
  );
});
