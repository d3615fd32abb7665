import { beforeAll, describe, expect, test } from 'vitest';
import { scenarios } from '../../../labs/index.ts';
import type { Program } from '../../../sim/program.ts';
import { run } from '../../../tester/run.ts';
import { programOf } from '../../../tester/testing/implementation.ts';
import { variantOfReference } from '../../../tester/testing/variant.ts';
import { diagnose } from './diagnose.ts';
import { asFailed, runBroken } from './testing/broken.ts';

describe('the reference gives no reason for a hint, whatever the test', () => {
  let program: Program;
  beforeAll(async () => {
    // Hints come from messages alone; to look into each server after each event takes long.
    const unseen = { file: 'raft.ts', replace: '  Inspect()', by: '  inspected()' };
    program = await programOf(variantOfReference(unseen));
  });

  for (const scenario of scenarios) {
    test(scenario.name, async () => {
      const options = { seed: 1, recording: 'on', implementation: 'solutions' } as const;
      expect(diagnose(asFailed(await run(scenario, program, options)))).toEqual([]);
    });
  }
});

const mute = {
  file: 'leader.ts',
  replace: 'for (const follower of this.followers) this.replicate(follower);',
  by: '',
};

test('a run without a trace has no hints', async () => {
  const { trace, ...result } = asFailed(
    await runBroken({ test: 'TestReElection3A', edits: [mute] }),
  );
  expect(diagnose({ ...result, trace: trace ?? [] })).not.toEqual([]);
  expect(diagnose(result)).toEqual([]);
});

test('there are three hints at most, and what a check about RPCs says comes first', async () => {
  const result = await runBroken({
    test: 'TestCount3B',
    edits: [
      {
        file: 'leader.ts',
        replace: 'const heartbeatIntervalMs = 100;',
        by: 'const heartbeatIntervalMs = 5;',
      },
      { file: 'raft.ts', replace: '{ min: 300, max: 600 }', by: '{ min: 3, max: 6 }' },
    ],
  });
  expect(result.failure?.property).toBe('rpc-count');
  const hints = diagnose(result);
  expect(hints.length).toBeLessThanOrEqual(3);
  expect(hints[0]?.text).toMatch(/too many RPCs/i);
});
