import { expect, test } from 'vitest';
import { hintsFor } from './testing/broken.ts';

test('a server that applies nothing after Snapshot is named', async () => {
  const [hint] = await hintsFor({
    test: 'TestSnapshotBasic3D',
    edits: [
      {
        file: 'raft.ts',
        replace: 'private isKilled = false;',
        by: 'private isKilled = false;\n  private isBusy = false;',
      },
      {
        file: 'raft.ts',
        replace: 'if (index <= log.lastIncludedIndex) return;',
        by: 'if (index <= log.lastIncludedIndex) return;\n    this.isBusy = true;',
      },
      {
        file: 'raft.ts',
        replace: 'if (this.isKilled || this.lastApplied',
        by: 'if (this.isBusy || this.isKilled || this.lastApplied',
      },
    ],
  });
  expect(hint?.text).toMatch(/^Nothing is applied any more since the service called Snapshot/);
  expect(hint?.evidence).toMatch(/service has applied up to (9|10) and called Snapshot/);
});
