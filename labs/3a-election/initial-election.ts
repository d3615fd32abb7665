import type { Scenario } from '../../tester/scenario.ts';
import type { Tester } from '../../tester/tester.ts';
import { raftElectionTimeoutMs } from '../timing.ts';

/** A healthy cluster elects one leader (§5.2) and, with nothing going wrong, keeps it. */
export const initialElection: Scenario = {
  name: 'TestInitialElection3A',
  title: 'initial election',
  part: '3A',
  points: 6,
  servers: 3,
  network: 'reliable',
  snapshots: false,
  async body(t: Tester) {
    await t.checkOneLeader();

    // Followers may learn of the election a little after the leader does.
    await t.sleep(50);
    const term = t.checkTerms();
    t.expect(
      term >= 1,
      'election-term',
      () => `expected a term of at least 1 once there is a leader, got term ${term}`,
    );

    const quietMs = 2 * raftElectionTimeoutMs;
    await t.sleep(quietMs);
    const later = t.checkTerms();
    if (later !== term) {
      t.warn(
        `the term went from ${term} to ${later} within ${quietMs} ms ` +
          'although nothing failed: do heartbeats arrive well before any election timeout ends?',
      );
    }

    await t.checkOneLeader();
  },
};
