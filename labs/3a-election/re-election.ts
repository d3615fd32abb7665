import type { Scenario } from '../../tester/scenario.ts';
import type { Tester } from '../../tester/tester.ts';
import { raftElectionTimeoutMs } from '../timing.ts';

/** A new leader replaces a lost one, an old one steps down, and a minority elects nobody (§5.2). */
export const reElection: Scenario = {
  name: 'TestReElection3A',
  title: 'election after network failure',
  part: '3A',
  points: 7,
  servers: 3,
  network: 'reliable',
  snapshots: false,
  async body(t: Tester) {
    const first = await t.checkOneLeader();

    t.disconnect(first);
    await t.checkOneLeader();

    // The old leader meets a higher term, and must follow instead of disturbing the new one.
    t.connect(first);
    const second = await t.checkOneLeader();

    // One server of three is no majority, however long it tries.
    const neighbour = (second + 1) % t.n;
    t.disconnect(second);
    t.disconnect(neighbour);
    await t.sleep(2 * raftElectionTimeoutMs);
    t.checkNoLeader();

    t.connect(neighbour);
    await t.checkOneLeader();

    t.connect(second);
    await t.checkOneLeader();
  },
};
