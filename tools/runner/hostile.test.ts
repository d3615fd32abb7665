import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { findScenario } from '../../labs/index.ts';
import { loadImplementation } from '../../tester/implementation/load.ts';
import type { RunResult } from '../../tester/result.ts';
import { defaultLimits } from './limits.ts';
import { RunPool } from './pool.ts';

/** Short, so that the set runs quickly; still long against a pause of a busy machine. */
const limits = { ...defaultLimits, stallMs: 1_000, memoryMb: 400 };

/** Filling memory takes much processor time on a busy machine, and is to be stopped for the memory. */
const patient = { ...limits, stallMs: 10_000 };

const folder = path.join(import.meta.dirname, 'testing/hostile');

/** Each misbehaviour, the test it is run with, and the one line that must come out of it. */
const cases: readonly { file: string; test?: string; message: RegExp }[] = [
  {
    file: 'endless-loop',
    message:
      /^server \d never gives control back: in a timer, at .*hostile\/endless-loop\.ts:6.*; it was stopped after [\d.]+ s of processor time without a pause \([\d.]+ s of real time\)$/,
  },
  {
    file: 'endless-microtasks',
    message:
      /^server \d never gives control back: in a timer, at .*hostile\/endless-microtasks\.ts:12/,
  },
  {
    file: 'timer-storm',
    message: /^server \d sets off events without end: more than 100000 in one/,
  },
  {
    file: 'heap-bomb',
    message:
      /^server \d took more than 400 MB of memory: in a timer, at .*hostile\/heap-bomb\.ts:7/,
  },
  { file: 'buffer-bomb', message: /^server \d took more than 400 MB of memory: in a timer/ },
  {
    file: 'start-loops',
    test: 'TestBasicAgree3B',
    message: /^server \d never gives control back: in Start, at .*hostile\/start-loops\.ts:9/,
  },
  {
    file: 'handler-loops',
    message: /^server \d never gives control back: in the Ping handler, at .*handler-loops\.ts:7/,
  },
  {
    file: 'handler-waits',
    message: /^nothing can happen any more by itself: no server has a timer/,
  },
  {
    file: 'awaits-for-ever',
    message: /^nothing can happen any more by itself: no server has a timer/,
  },
  {
    file: 'process-exit',
    message: /^server \d: ReferenceError: process is not defined \(uncaught, in a timer\)/,
  },
  {
    file: 'throws-in-timer',
    message: /^server \d: Error: the log is gone \(uncaught, in a timer\)/,
  },
  {
    file: 'rejects-unhandled',
    message: /^server \d: Error: nobody awaits this \(uncaught, in a promise that nobody awaits\)/,
  },
  {
    file: 'reply-not-encodable',
    message:
      /^server \d: LabgobError: cannot encode value\.hints\[0\]: it is a function .*\(uncaught, in the Ping handler\)/,
  },
  {
    file: 'no-make',
    message: /^server \d: TypeError: the module must export a function Make; it exports make/,
  },
  {
    file: 'no-handlers',
    message:
      /^server \d: TypeError: the object that Make returned has no GetState, Snapshot, PersistBytes, Kill/,
  },
];

describe('whatever an implementation does, its run ends as one clear failure', () => {
  test.each(cases)('$file', async ({ file, test: name = 'TestInitialElection3A', message }) => {
    const within = file.endsWith('bomb') ? patient : limits;
    const result = await runOnce(path.join(folder, `${file}.ts`), name, within);
    expect(result.verdict).toBe('fail');
    expect(result.failure?.message).toMatch(message);
  });

  test('a deadlock is reported at once, with what every server waits for', async () => {
    const result = await runOnce(path.join(folder, 'handler-waits.ts'), 'TestInitialElection3A');
    expect(result.failure?.property).toBe('deadlock');
    expect(result.failure?.atMs).toBeLessThan(100);
    for (const server of result.failure?.report ?? []) {
      expect(server.waiting).toContainEqual('no timer is set');
      expect(server.waiting.join()).toMatch(/the Ping handler has not returned since/);
      expect(server.waiting.join()).toMatch(/Call\('Raft.Ping'\) to server \d is under way/);
    }
  });

  test('a run that ended its process does not disturb the others, and no process is left', async () => {
    const implementation = await loadImplementation(path.join(folder, 'start-loops.ts'));
    const pool = await RunPool.open({ implementation, jobs: 2, limits });
    const names = ['TestBasicAgree3B', 'TestInitialElection3A', 'TestReElection3A'];
    const results = await Promise.all(
      names.map((name) => pool.run(scenarioOf(name), { seed: 1, recording: 'off' })),
    );
    await pool.close();
    expect(results.map((result) => result.failure?.property)).toEqual([
      'endless-loop',
      'one-leader',
      'one-leader',
    ]);
  });
});

describe('a file that cannot be run at all is refused with its place and reason', () => {
  test.each([
    [
      'a syntax error',
      'export function Make( {',
      /raft\.ts:1:\d+: .*\n {4}export function Make\( \{/,
    ],
    ['a module of the host', "import 'node:fs';", /cannot import 'node:fs': a module of the host/],
    ['a file that is not there', "import './log.ts';", /Could not resolve "\.\/log\.ts"/],
    ['a package that is not there', "import 'left-pad';", /Could not resolve "left-pad"/],
  ])('%s', async (_what, source, message) => {
    const place = mkdtempSync(path.join(tmpdir(), 'raftlab-test-'));
    writeFileSync(path.join(place, 'raft.ts'), source);
    await expect(loadImplementation(place)).rejects.toThrow(message);
    rmSync(place, { recursive: true });
  });
});

test('a run that never stands still has a limit too, and says how far it came', async () => {
  const { failure } = await runOnce('solutions', 'TestReliableChurn3C', { ...limits, runMs: 100 });
  expect(failure?.property).toBe('too-slow');
  expect(failure?.message).toMatch(
    /^the run took more than 0\.1 s of processor time \([\d.]+ s of real time\) and had come to [\d.]+ s of simulated time; (server \d|the test) was running, in /,
  );
});

async function runOnce(file: string, name: string, within = limits): Promise<RunResult> {
  const implementation = await loadImplementation(file);
  const pool = await RunPool.open({ implementation, jobs: 1, limits: within });
  try {
    return await pool.run(scenarioOf(name), { seed: 1, recording: 'off' });
  } finally {
    await pool.close();
  }
}

function scenarioOf(name: string): NonNullable<ReturnType<typeof findScenario>> {
  const scenario = findScenario(name);
  if (scenario === undefined) throw new Error(`no test is called ${name}`);
  return scenario;
}
