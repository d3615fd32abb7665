import { availableParallelism } from 'node:os';
import { Chalk } from 'chalk';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { RunPool } from '../runner/pool.ts';
import { freshSeed, parseSeed } from '../runner/seeds.ts';
import { loadImplementation } from '../../tester/implementation/load.ts';
import type { Lab } from '../../tester/scenario.ts';
import { failureText } from './failure-text.ts';

/** Columns of a failure's text, wherever it is shown. */
const width = 100;

/**
 * Registers a lab's scenarios as vitest tests, so that `npx vitest labs/3a-election` and an editor's
 * plugin run them. The runs themselves happen in child processes: vitest cannot end a worker that
 * hangs.
 *
 * The implementation is taken from the environment variable RAFTLAB_RAFT (`skeleton` when absent),
 * the seed from RAFTLAB_SEED (a fresh one when absent).
 */
export function testLab(lab: Lab): void {
  const where = process.env.RAFTLAB_RAFT ?? 'skeleton';
  const seedText = process.env.RAFTLAB_SEED;
  const seed = seedText === undefined ? freshSeed() : parseSeed(seedText);
  describe(`${lab.part}: ${lab.title} (${where}, seed ${seed})`, () => {
    let pool: RunPool;
    beforeAll(async () => {
      const implementation = await loadImplementation(where);
      pool = await RunPool.open({ implementation, jobs: availableParallelism() });
    });
    afterAll(async () => {
      await pool.close();
    });
    for (const scenario of lab.scenarios) {
      test(scenario.name, async ({ annotate }) => {
        const result = await pool.run(scenario, { seed, recording: 'off' });
        if (result.verdict === 'pass') return;
        // Without colours: the text may end in an editor or a log.
        const chalk = new Chalk({ level: 0 });
        const { lines, page } = await failureText(result, { pool, chalk, width, trace: 'failure' });
        if (page !== undefined) {
          await annotate('the run as a page', { path: page, contentType: 'text/html' });
        }
        throw new LabTestFailed(lines.join('\n'));
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
