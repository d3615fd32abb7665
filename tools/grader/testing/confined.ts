import { chmodSync } from 'node:fs';
import path from 'node:path';
import { loadImplementation } from '../../../tester/implementation/load.ts';
import { buildChildScript } from '../confine/child-script.ts';
import type { Layer } from '../confine/sandbox.ts';
import { probeConfinement, type LayerReport } from '../confine/layers.ts';
import type { Policy } from '../policy/schema.ts';
import { companions, confinedCode } from '../run/code.ts';
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
  readonly layers: LayerReport;
  /** Runs a submission's source with seeds 0, 1 … for the tests, as a grading does. */
  run(source: string, tests?: readonly string[], limits?: RunLimits): Promise<RunRecord[]>;
  /** The same with the reference around it. */
  among(source: string, tests: readonly string[]): Promise<RunRecord[]>;
  /** The same alone with another script in the place of ours: what code could do that got out. */
  escaped(script: string, tests?: readonly string[]): Promise<RunRecord[]>;
  /** What an escaped script says, by `tell(what)` or by what `attempt(action)` meets. */
  told(script: string): Promise<string>;
}

/** How a script in the place of ours is heard: through the message of a failure. */
export const escapedPrelude = `
const fs = require('fs');
const say = (report) => fs.writeSync(1, JSON.stringify(report) + '\\n');
say({ kind: 'ready' });
const tell = (what) => {
  const failure = { property: 'told', message: String(what), atMs: 0, servers: [], evidence: [], stack: [], lastEvents: [] };
  say({ kind: 'result', passesWithoutRules: false, result: { test: 'TestInitialElection3A', seed: 0, verdict: 'fail', failure,
    warnings: [], oracleNotes: [], statistics: { simulatedMs: 0 }, traceHash: '0123456789abcdef' } });
  process.exit(0);
};
const attempt = (what) => { try { tell('OPEN ' + what()); } catch (error) { tell('closed ' + (error.code ?? error.message)); } };
`;

/** @param without layers to leave out, for a look at what the others hold */
export async function openConfined(without: readonly Layer[] = []): Promise<Confined> {
  const confinement = probeConfinement(without);
  const ours = (await buildChildScript()).file;
  const usual = ['TestInitialElection3A'];
  const run = async (
    file: string,
    script: string,
    tests: readonly string[],
    { peers = 'own', limits = shortLimits }: { peers?: Policy['peers']; limits?: RunLimits } = {},
  ): Promise<RunRecord[]> => {
    const implementation = await loadImplementation(file);
    const code = {
      ...confinedCode(implementation, path.dirname(implementation.file)),
      ...(await companions({ peers })),
    };
    const runs = tests.map((test, seed) => ({
      test,
      seed,
      forgivenRules: [],
      ...(peers === 'own' ? {} : { peers }),
    }));
    return doRuns({ confinement, script, code, runs, limits });
  };
  const escaped = (script: string, tests: readonly string[] = usual): Promise<RunRecord[]> => {
    const folder = folderWith({ 'escaped.cjs': escapedPrelude + script });
    // The process may belong to nobody.
    chmodSync(folder, 0o755);
    return run('skeleton', path.join(folder, 'escaped.cjs'), tests);
  };
  return {
    layers: confinement,
    run: (source, tests = usual, limits = shortLimits) =>
      run(folderWith({ 'raft.ts': source }), ours, tests, { limits }),
    among: (source, tests) =>
      run(folderWith({ 'raft.ts': source }), ours, tests, { peers: 'reference' }),
    escaped,
    told: async (script) => {
      const [record] = await escaped(script);
      return record?.failure?.message ?? `a run that ${record?.verdict ?? 'is missing'}`;
    },
  };
}
