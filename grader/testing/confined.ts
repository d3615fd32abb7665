import path from 'node:path';
import { loadImplementation } from '../../tester/implementation/load.ts';
import { buildChildScript } from '../confine/child-script.ts';
import { probeConfinement } from '../confine/layers.ts';
import { confinedCode } from '../run/code.ts';
import { doRuns, type RunLimits } from '../run/do-runs.ts';
import type { RunRecord } from '../run/record.ts';
import { folderWith } from './folder.ts';

/** Short, so that what hangs is ended soon; still long against a pause of a busy machine. */
export const shortLimits: RunLimits = {
  stallMs: 2_000,
  wallMs: 20_000,
  memoryMb: 300,
  forcedEnds: 2,
};

export interface Confined {
  /** Runs a submission's source with seeds 0, 1 … for the tests, as a grading does. */
  run(source: string, tests?: readonly string[]): Promise<RunRecord[]>;
  /** The same with another script in the place of ours: what code could do that got out. */
  escaped(script: string, tests?: readonly string[]): Promise<RunRecord[]>;
}

export async function openConfined(): Promise<Confined> {
  const confinement = probeConfinement();
  const ours = (await buildChildScript()).file;
  const run = async (
    file: string,
    script: string,
    tests: readonly string[],
  ): Promise<RunRecord[]> => {
    const implementation = await loadImplementation(file);
    const code = confinedCode(implementation, path.dirname(implementation.file));
    const runs = tests.map((test, seed) => ({ test, seed, forgivenRules: [] }));
    return doRuns({ confinement, script, code, runs, limits: shortLimits });
  };
  const usual = ['TestInitialElection3A'];
  return {
    run: (source, tests = usual) => run(folderWith({ 'raft.ts': source }), ours, tests),
    escaped: (script, tests = usual) =>
      run('skeleton', path.join(folderWith({ 'escaped.cjs': script }), 'escaped.cjs'), tests),
  };
}
