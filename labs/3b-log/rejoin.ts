import type { Scenario } from '../../tester/scenario.ts';
import type { Tester } from '../../tester/tester.ts';

/** Entries that an old leader took while it was alone give way to the committed ones (§5.3). */
export const rejoin: Scenario = {
  name: 'TestRejoin3B',
  title: 'rejoin of partitioned leader',
  part: '3B',
  points: 4,
  servers: 3,
  network: 'reliable',
  snapshots: false,
  async body(t: Tester) {
    await t.one(101, { servers: t.n, retry: true });

    const first = await t.checkOneLeader();
    t.disconnect(first);
    for (const command of [102, 103, 104]) t.Start(first, command);
    // The new leader commits something else at index 2.
    await t.one(103, { servers: 2, retry: true });

    const second = await t.checkOneLeader();
    t.disconnect(second);
    t.connect(first);
    await t.one(104, { servers: 2, retry: true });

    t.connect(second);
    await t.one(105, { servers: t.n, retry: true });
  },
};
