import { availableParallelism } from 'node:os';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { loadImplementation } from '../tester/implementation/load.ts';
import type { RunResult } from '../tester/result.ts';
import type { Lab } from '../tester/scenario.ts';
import { RunPool } from './pool.ts';
import { freshSeed, parseSeed } from './seeds.ts';

/**
 * Registers a lab's scenarios as vitest tests, so that `npx vitest labs/3a-election` and an editor's
 * plugin run them. The runs themselves happen in child processes: vitest cannot end a worker that
 * hangs.
 *
 * The implementation is taken from the environment variable RAFTLAB_RAFT (`skeleton` when absent),
 * the seed from RAFTLAB_SEED (a fresh one when absent).
 */
export function testLab(lab: Lab): void {
  const where = process.env['RAFTLAB_RAFT'] ?? 'skeleton';
  const seedText = process.env['RAFTLAB_SEED'];
  const seed = seedText === undefined ? freshSeed() : parseSeed(seedText);
  describe(`${lab.part}: ${lab.title} (${where}, seed ${String(seed)})`, () => {
    let pool: RunPool;
    beforeAll(async () => {
      const implementation = await loadImplementation(where);
      pool = await RunPool.open({ implementation, jobs: availableParallelism() });
    });
    afterAll(async () => {
      await pool.close();
    });
    for (const scenario of lab.scenarios) {
      test(scenario.name, async () => {
        const result = await pool.run(scenario, { seed, recording: 'off' });
        if (result.verdict === 'fail') throw new LabTestFailed(explain(result));
      });
    }
  });
}

/** A failed run, told by its own message: where in our code it was thrown helps nobody. */
class LabTestFailed extends Error {
  override readonly name = 'LabTestFailed';

  constructor(message: string) {
    super(message);
    this.stack = message;
  }
}

function explain({ failure }: RunResult): string {
  if (failure === undefined) return '';
  return [failure.message, ...failure.stack.map((frame) => `    ${frame}`)].join('\n');
}
