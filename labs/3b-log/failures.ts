import type { Scenario } from '../../tester/scenario.ts';
import type { Tester } from '../../tester/tester.ts';
import { startOnLeader } from '../commands.ts';
import { raftElectionTimeoutMs } from '../timing.ts';

/** Agreement goes on while a majority is left, and stops when it is not (§5.3). */
export const followerFailure: Scenario = {
  name: 'TestFollowerFailure3B',
  title: 'progressive failure of followers',
  part: '3B',
  points: 3,
  servers: 3,
  network: 'reliable',
  snapshots: false,
  async body(t: Tester) {
    await t.one(101, { servers: t.n, retry: false });

    const first = await t.checkOneLeader();
    t.disconnect((first + 1) % t.n);
    await t.one(102, { servers: t.n - 1, retry: false });
    await t.sleep(raftElectionTimeoutMs);
    await t.one(103, { servers: t.n - 1, retry: false });

    const second = await t.checkOneLeader();
    t.disconnect((second + 1) % t.n);
    t.disconnect((second + 2) % t.n);

    const { index } = startOnLeader(t, second, 104);
    t.expect(
      index === 4,
      'next-index',
      () => `expected Start(104) on server ${second} to give index 4, got ${index}`,
    );
    await t.sleep(2 * raftElectionTimeoutMs);
    t.checkNoAgreement(index);
  },
};

/** Losing the leader costs an election and no entry; losing the second one costs the majority. */
export const leaderFailure: Scenario = {
  name: 'TestLeaderFailure3B',
  title: 'failure of leaders',
  part: '3B',
  points: 3,
  servers: 3,
  network: 'reliable',
  snapshots: false,
  async body(t: Tester) {
    await t.one(101, { servers: t.n, retry: false });

    t.disconnect(await t.checkOneLeader());
    await t.one(102, { servers: t.n - 1, retry: false });
    await t.sleep(raftElectionTimeoutMs);
    await t.one(103, { servers: t.n - 1, retry: false });

    t.disconnect(await t.checkOneLeader());
    // Both old leaders may still believe in themselves and accept; nobody can commit.
    for (let server = 0; server < t.n; server++) t.Start(server, 104);
    await t.sleep(2 * raftElectionTimeoutMs);
    t.checkNoAgreement(4);
  },
};
