import type { Command } from '../../raft/index.ts';
import type { Scenario } from '../../tester/scenario.ts';
import type { Tester } from '../../tester/tester.ts';
import { allInTerm, withinOneTerm } from './attempts.ts';

const concurrent = [100, 101, 102, 103, 104];

/** Commands that clients start at the same moment all get a place in the log, each its own. */
export const concurrentStarts: Scenario = {
  name: 'TestConcurrentStarts3B',
  title: 'concurrent Start()s',
  part: '3B',
  points: 2,
  servers: 3,
  network: 'reliable',
  snapshots: false,
  async body(t: Tester) {
    const committed = await withinOneTerm(t, (leader) => startTogether(t, leader));
    for (const command of concurrent) {
      t.expect(
        committed.includes(command),
        'agreement',
        () =>
          `expected the commands ${concurrent.join(', ')}, started together, to be committed, ` +
          `got ${committed.map(String).join(', ')}: ${command} is missing`,
      );
    }
  },
};

/** What stands where the leader said it would put them; undefined when the term changed. */
async function startTogether(t: Tester, leader: number): Promise<Command[] | undefined> {
  const started = t.Start(leader, 1);
  if (!started?.isLeader) return undefined;
  const { term } = started;

  const indexes: number[] = [];
  await Promise.all(
    concurrent.map(async (command) => {
      // An event of its own for each, so that the seed decides who comes first.
      await t.sleep(0);
      const own = t.Start(leader, command);
      if (own?.isLeader && own.term === term) indexes.push(own.index);
    }),
  );
  if (!allInTerm(t, term)) return undefined;

  const committed: Command[] = [];
  for (const index of indexes) {
    const command = await t.wait(index, { servers: t.n, startTerm: term });
    if (command === undefined) return undefined;
    committed.push(command);
  }
  return committed;
}
