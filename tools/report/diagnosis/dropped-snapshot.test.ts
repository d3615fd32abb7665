import { expect, test } from 'vitest';
import { hintsFor } from './testing/broken.ts';

test('a follower that answers for a snapshot that it drops is named', async () => {
  const [hint] = await hintsFor({
    test: 'TestSnapshotInstall3D',
    oracles: 'on',
    edits: [
      {
        file: 'raft.ts',
        replace: 'if (args.lastIncludedIndex > this.commitIndex) {',
        by: 'if (args.lastIncludedIndex < 0) {',
      },
      {
        file: 'raft.ts',
        replace: `    this.commitUpTo(args.lastIncludedIndex);
`,
        by: ``,
      },
    ],
  });
  expect(hint?.text).toMatch(/^S\d answers InstallSnapshot as if it had taken it/);
  expect(hint?.evidence).toMatch(
    /^S\d's snapshot up to \d+@\d+ was answered by S\d .* got neither the snapshot nor index \d+/,
  );
});
