import type { Scenario } from '../../tester/scenario.ts';
import type { Tester } from '../../tester/tester.ts';
import { shutDown } from '../shut-down.ts';
import { raftElectionTimeoutMs } from '../timing.ts';

/** What was agreed on outlives a crash of everyone, of leaders and of followers (§5, Figure 2). */
export const persist1: Scenario = {
  name: 'TestPersist13C',
  title: 'basic persistence',
  part: '3C',
  points: 3,
  servers: 3,
  network: 'reliable',
  snapshots: false,
  async body(t: Tester) {
    await t.one(11, { servers: t.n, retry: true });

    t.crashAll();
    t.startAll();
    await t.one(12, { servers: t.n, retry: true });

    t.restart(await t.checkOneLeader());
    await t.one(13, { servers: t.n, retry: true });

    const leader = await t.checkOneLeader();
    t.crash(leader);
    await t.one(14, { servers: t.n - 1, retry: true });
    t.restart(leader);
    // The next crash may only come when the restarted server has caught up.
    await t.wait(4, { servers: t.n });

    const follower = ((await t.checkOneLeader()) + 1) % t.n;
    t.crash(follower);
    await t.one(15, { servers: t.n - 1, retry: true });
    t.restart(follower);
    await t.one(16, { servers: t.n, retry: true });
  },
};

const rounds = 5;

/** Majorities that overlap in a single server: only what that one had on disk carries the log on. */
export const persist2: Scenario = {
  name: 'TestPersist23C',
  title: 'more persistence',
  part: '3C',
  points: 3,
  servers: 5,
  network: 'reliable',
  snapshots: false,
  async body(t: Tester) {
    let command = 11;
    for (let round = 0; round < rounds; round++) {
      await t.one(command++, { servers: t.n, retry: true });

      const leader = await t.checkOneLeader();
      const at = (step: number): number => (leader + step) % t.n;

      t.crash(at(1));
      t.crash(at(2));
      await t.one(command++, { servers: 3, retry: true });

      for (const step of [0, 3, 4]) t.crash(at(step));
      // These two have missed an entry, and are no majority.
      t.restart(at(1));
      t.restart(at(2));
      await t.sleep(raftElectionTimeoutMs);

      // The third has that entry, so it alone of the three can be elected (§5.4.1).
      t.restart(at(3));
      await t.one(command++, { servers: 3, retry: true });

      t.restart(at(4));
      t.restart(at(0));
    }

    await t.one(1000, { servers: t.n, retry: true });
    await shutDown(t);
  },
};

/** A restarted leader must bring a server up to date that was cut off when an entry was agreed. */
export const persist3: Scenario = {
  name: 'TestPersist33C',
  title: 'partitioned leader and one follower crash, leader restarts',
  part: '3C',
  points: 3,
  servers: 3,
  network: 'reliable',
  snapshots: false,
  async body(t: Tester) {
    await t.one(101, { servers: t.n, retry: true });

    const leader = await t.checkOneLeader();
    const follower = (leader + 1) % t.n;
    const cutOff = (leader + 2) % t.n;

    t.disconnect(cutOff);
    await t.one(102, { servers: 2, retry: true });

    t.crash(leader);
    t.crash(follower);
    t.connect(cutOff);
    t.restart(leader);
    await t.one(103, { servers: 2, retry: true });

    t.restart(follower);
    await t.one(104, { servers: t.n, retry: true });
  },
};
