import type { Scenario } from '../../tester/scenario.ts';
import type { Tester } from '../../tester/tester.ts';
import { agreeOnMany, randomCommand, startMany } from '../commands.ts';
import { raftElectionTimeoutMs } from '../timing.ts';

const batch = 50;

/** Long wrong tails are overwritten quickly: not one rejected AppendEntries per entry (§5.3). */
export const backup: Scenario = {
  name: 'TestBackup3B',
  title: 'leader backs up quickly over incorrect follower logs',
  part: '3B',
  points: 5,
  servers: 5,
  network: 'reliable',
  snapshots: false,
  async body(t: Tester) {
    await t.one(randomCommand(t), { servers: t.n, retry: true });

    const first = await t.checkOneLeader();
    const at = (step: number): number => (first + step) % t.n;
    const minority = [at(0), at(1)];
    const majority = [at(2), at(3), at(4)];

    // The leader and one follower gather entries that cannot be committed.
    for (const server of majority) t.disconnect(server);
    startMany(t, first, batch);
    await t.sleep(raftElectionTimeoutMs / 2);

    // The other three agree on different entries at the same indexes.
    for (const server of minority) t.disconnect(server);
    for (const server of majority) t.connect(server);
    await agreeOnMany(t, batch, 3);

    // The leader of the three and one of its followers gather another wrong tail.
    const second = await t.checkOneLeader();
    const other = second === at(2) ? (second + 1) % t.n : at(2);
    t.disconnect(other);
    startMany(t, second, batch);
    await t.sleep(raftElectionTimeoutMs / 2);

    // The first two come back with the one of the three who saw none of that tail.
    for (let server = 0; server < t.n; server++) t.disconnect(server);
    for (const server of [...minority, other]) t.connect(server);
    await agreeOnMany(t, batch, 3);

    for (let server = 0; server < t.n; server++) t.connect(server);
    await t.one(randomCommand(t), { servers: t.n, retry: true });
  },
};
