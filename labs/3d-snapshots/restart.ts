import type { Scenario } from '../../tester/scenario.ts';
import type { Tester } from '../../tester/tester.ts';
import { agreeOnMany, randomCommand } from '../commands.ts';
import { shutDown } from '../shut-down.ts';
import { snapshotInterval } from './interval.ts';

const rounds = 5;

/** Everyone restarts from a snapshot and the rest of the log, and goes on after it (§7). */
export const snapshotAllCrash: Scenario = {
  name: 'TestSnapshotAllCrash3D',
  title: 'crash and restart all servers',
  part: '3D',
  points: 4,
  servers: 3,
  network: 'unreliable',
  snapshots: true,
  async body(t: Tester) {
    await agreeOnMany(t, 1, t.n);

    for (let round = 0; round < rounds; round++) {
      await agreeOnMany(t, snapshotInterval / 2 + t.random.int(snapshotInterval), t.n);
      const before = await t.one(randomCommand(t), { servers: t.n, retry: true });

      t.crashAll();
      t.startAll();
      const after = await t.one(randomCommand(t), { servers: t.n, retry: true });
      t.expect(
        after > before,
        'next-index',
        () =>
          `expected an index of at least ${before + 1} after all servers restarted, ` +
          `because index ${before} was committed before, got index ${after}`,
      );
    }
    await shutDown(t);
  },
};

/** A snapshot read back at a restart is still there after the next save and the next restart. */
export const snapshotInit: Scenario = {
  name: 'TestSnapshotInit3D',
  title: 'snapshot initialization after crash',
  part: '3D',
  points: 3,
  servers: 3,
  network: 'unreliable',
  snapshots: true,
  async body(t: Tester) {
    await agreeOnMany(t, 1 + snapshotInterval + 1, t.n);

    t.crashAll();
    t.startAll();
    // One command, so that every server saves something over what it has read back.
    await agreeOnMany(t, 1, t.n);

    t.crashAll();
    t.startAll();
    await agreeOnMany(t, 1, t.n);
  },
};
