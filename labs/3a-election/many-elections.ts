import type { Scenario } from '../../tester/scenario.ts';
import type { Tester } from '../../tester/tester.ts';

const rounds = 9;

/** Whatever three servers of seven go, the four that stay have a leader among them (§5.2). */
export const manyElections: Scenario = {
  name: 'TestManyElections3A',
  title: 'multiple elections',
  part: '3A',
  points: 7,
  servers: 7,
  network: 'reliable',
  snapshots: false,
  async body(t: Tester) {
    await t.checkOneLeader();

    for (let round = 0; round < rounds; round++) {
      // The three draws may coincide, as in the course; then fewer servers leave.
      const leaving = [t.random.int(t.n), t.random.int(t.n), t.random.int(t.n)];
      for (const server of leaving) t.disconnect(server);
      await t.checkOneLeader();
      for (const server of leaving) t.connect(server);
    }

    await t.checkOneLeader();
  },
};
