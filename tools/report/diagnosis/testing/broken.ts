import { findScenario } from '../../../../labs/index.ts';
import type { RunFailure, RunResult } from '../../../../tester/result.ts';
import { run } from '../../../../tester/run.ts';
import { programOf } from '../../../../tester/testing/implementation.ts';
import { variantOfReference, type Edit } from '../../../../tester/testing/variant.ts';
import { diagnose } from '../diagnose.ts';
import type { Hint } from '../hint.ts';

export interface Case {
  readonly test: string;
  readonly seed?: number;
  readonly edits: readonly Edit[];
  /** Off unless said: what the rules end at once the course's checks notice later, if at all. */
  readonly oracles?: 'on';
}

/**
 * A recorded run of the reference with a bug. As a rule without the oracles, which would end it as
 * soon as a rule is broken: here the course's checks have to notice.
 */
export async function runBroken({ test, seed = 1, edits, oracles }: Case): Promise<RunResult> {
  const scenario = findScenario(test);
  if (scenario === undefined) throw new Error(`no test is called ${test}`);
  const program = await programOf(variantOfReference(...edits));
  return run(scenario, program, {
    seed,
    recording: 'on',
    oracles: oracles ?? 'off',
    implementation: 'broken',
  });
}

/** The hints for such a run; one that passes by luck is taken to have failed at its end. */
export async function hintsFor(broken: Case): Promise<readonly Hint[]> {
  return diagnose(asFailed(await runBroken(broken)));
}

export function asFailed(result: RunResult): RunResult {
  const failure: RunFailure = {
    property: 'made-up',
    message: 'a failure made up by a test',
    atMs: result.statistics.simulatedMs,
    servers: [],
    evidence: [],
    stack: [],
    report: [],
    lastEvents: [],
  };
  return { ...result, verdict: 'fail', failure: result.failure ?? failure };
}
