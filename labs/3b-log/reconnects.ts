import type { Scenario } from '../../tester/scenario.ts';
import type { Tester } from '../../tester/tester.ts';
import { startOnLeader } from '../commands.ts';
import { raftElectionTimeoutMs } from '../timing.ts';

/** A follower that comes back is given what it missed, and takes part again (§5.3). */
export const failAgree: Scenario = {
  name: 'TestFailAgree3B',
  title: 'agreement after follower reconnects',
  part: '3B',
  points: 3,
  servers: 3,
  network: 'reliable',
  snapshots: false,
  async body(t: Tester) {
    await t.one(101, { servers: t.n, retry: false });

    const follower = ((await t.checkOneLeader()) + 1) % t.n;
    t.disconnect(follower);
    await t.one(102, { servers: t.n - 1, retry: false });
    await t.one(103, { servers: t.n - 1, retry: false });
    await t.sleep(raftElectionTimeoutMs);
    await t.one(104, { servers: t.n - 1, retry: false });
    await t.one(105, { servers: t.n - 1, retry: false });

    t.connect(follower);
    await t.one(106, { servers: t.n, retry: true });
    await t.sleep(raftElectionTimeoutMs);
    await t.one(107, { servers: t.n, retry: true });
  },
};

/** Without a majority nothing is committed; with one again, work goes on from there. */
export const failNoAgree: Scenario = {
  name: 'TestFailNoAgree3B',
  title: 'no agreement if too many followers disconnect',
  part: '3B',
  points: 3,
  servers: 5,
  network: 'reliable',
  snapshots: false,
  async body(t: Tester) {
    await t.one(10, { servers: t.n, retry: false });

    const leader = await t.checkOneLeader();
    const cutOff = [1, 2, 3].map((step) => (leader + step) % t.n);
    for (const server of cutOff) t.disconnect(server);

    const { index } = startOnLeader(t, leader, 20);
    t.expect(
      index === 2,
      'next-index',
      () => `expected Start(20) on server ${leader} to give index 2, got ${index}`,
    );
    await t.sleep(2 * raftElectionTimeoutMs);
    t.checkNoAgreement(index);

    for (const server of cutOff) t.connect(server);
    // The three may have elected one of their own, who has never heard of index 2.
    const next = await t.checkOneLeader();
    const { index: nextIndex } = startOnLeader(t, next, 30);
    t.expect(
      nextIndex === 2 || nextIndex === 3,
      'next-index',
      () => `expected Start(30) on server ${next} to give index 2 or 3, ` + `got ${nextIndex}`,
    );

    await t.one(1000, { servers: t.n, retry: true });
  },
};
