import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { loadImplementation } from '../../../tester/implementation/load.ts';
import { projectRoot } from '../../../tester/implementation/root.ts';
import { buildChildScript } from '../confine/child-script.ts';
import { folderWith } from '../testing/folder.ts';
import { inertRaft, type InertParts } from '../testing/inert.ts';
import { probeConfinement, type Confinement } from '../confine/layers.ts';
import { confinedCode } from './code.ts';
import { doRuns } from './do-runs.ts';
import type { RunRecord } from './record.ts';

const quick = { stallMs: 800, wallMs: 60_000, memoryMb: 300, forcedEnds: 2 };
/** However slowly a machine hands out memory, the limit of memory is met before that of time. */
const patient = { ...quick, stallMs: 30_000 };
let confinement: Confinement;
let script: string;

beforeAll(async () => {
  confinement = probeConfinement();
  script = (await buildChildScript()).file;
});

async function runsOf(
  where: string,
  tests: readonly string[],
  limits = quick,
): Promise<RunRecord[]> {
  const implementation = await loadImplementation(where);
  const code = confinedCode(implementation, path.dirname(implementation.file));
  const runs = tests.map((name, seed) => ({ test: name, seed, forgivenRules: [] }));
  return doRuns({ confinement, script, code, runs, limits });
}

const hostile = (parts: InertParts): string =>
  path.join(folderWith({ 'raft.ts': inertRaft(parts) }), 'raft.ts');

test('the reference passes in a confined process, twice the same', async () => {
  const tests = ['TestInitialElection3A', 'TestBasicAgree3B', 'TestReElection3A'];
  const first = await runsOf('solutions', tests, patient);
  expect(first.map(({ test: name, seed, verdict }) => [name, seed, verdict])).toEqual(
    tests.map((name, seed) => [name, seed, 'pass']),
  );
  expect(await runsOf('solutions', tests, patient)).toEqual(first);
});

describe('a run that has to be ended costs itself alone', () => {
  const tests = ['TestBasicAgree3B', 'TestInitialElection3A'];

  test('an endless loop, with who was running', async () => {
    const [loop, other] = await runsOf(hostile({ start: 'for (;;);' }), tests);
    expect(loop?.failure?.property).toBe('endless-loop');
    expect(loop?.failure?.message).toMatch(/^server \d never gives control back: in \w+;/);
    expect(other?.failure?.property).toBe('one-leader');
  });

  test.each([
    ['a heap bomb', 'const a = []; for (;;) a.push(new Array(10000).fill(1.5));'],
    ['a buffer bomb', 'const a = []; for (;;) a.push(new Uint8Array(10_000_000).fill(1));'],
  ])('%s', async (_name, make) => {
    const [bomb] = await runsOf(hostile({ make }), ['TestInitialElection3A'], patient);
    expect(bomb?.verdict).toBe('fail');
    expect(bomb?.failure?.message).toMatch(/memory|allocation failed/);
  });

  test('after so many of them the rest is not tried, and has failed', async () => {
    const names = Array.from({ length: 4 }, () => 'TestInitialElection3A');
    const records = await runsOf(hostile({ make: 'for (;;);' }), names);
    expect(records.map(({ failure }) => failure?.property)).toEqual([
      'endless-loop',
      'endless-loop',
      'not-run',
      'not-run',
    ]);
  });
});

test('stacks name the files of the submission and nothing of this machine', async () => {
  const [record] = await runsOf(
    hostile({ make: "setTimeout(() => { throw new Error('gone'); }, 5);" }),
    ['TestInitialElection3A'],
  );
  expect(record?.failure?.stack.join('\n')).toMatch(/^at .*\(?raft\.ts:\d+:\d+\)?$/m);
  expect(JSON.stringify(record)).not.toContain(projectRoot);
});
