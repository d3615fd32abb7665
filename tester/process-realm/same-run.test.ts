import path from 'node:path';
import { expect, test } from 'vitest';
import { allLabs } from '../../labs/index.ts';
import type { Program } from '../../sim/program.ts';
import { projectRoot } from '../implementation/root.ts';
import { run } from '../run.ts';
import { inProcesses } from '../testing/in-processes.ts';
import { programIn } from '../testing/implementation.ts';

/** Elections, concurrent Starts, crashes at once and one by one, snapshots, a lossy network. */
const names = [
  'TestReElection3A',
  'TestConcurrentStarts3B',
  'TestPersist13C',
  'TestPersist33C',
  'TestSnapshotAllCrash3D',
  'TestLeaderDiesBeforeAnswer',
];
const scenarios = allLabs.flatMap((lab) => lab.scenarios);

function programAt(folder: string): Promise<Program> {
  return programIn(path.join(projectRoot, folder));
}

test.each(['solutions', 'tools/innocents/peer-loops', 'tools/innocents/callbacks', 'skeleton'])(
  'a run of %s is the same to the last byte, wherever the code of its servers lives',
  async (folder) => {
    const program = await programAt(folder);
    const options = { recording: 'off', implementation: folder } as const;
    for (const [seed, name] of names.entries()) {
      const scenario = scenarios.find((each) => each.name === name);
      if (scenario === undefined) throw new Error(`no test ${name}`);
      const here = await run(scenario, program, { ...options, seed });
      const there = await inProcesses(program, 'off', (realm) =>
        run(scenario, realm, { ...options, seed }),
      );
      expect(there.traceHash, name).toBe(here.traceHash);
      expect(there.failure, name).toEqual(here.failure);
    }
  },
);

test('a recorded run tells the same lines of the code, and what Inspect says', async () => {
  const program = await programAt('solutions');
  const scenario = scenarios.find(({ name }) => name === 'TestPersist33C');
  if (scenario === undefined) throw new Error('no such test');
  const options = { seed: 3, recording: 'on', implementation: 'solutions' } as const;
  const here = await run(scenario, program, options);
  const there = await inProcesses(program, 'on', (realm) => run(scenario, realm, options));
  expect(there.notes).toEqual(here.notes);
});
