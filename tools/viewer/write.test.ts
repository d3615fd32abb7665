import { mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findScenario } from '../../labs/index.ts';
import { Program } from '../../sim/program.ts';
import { loadImplementation } from '../../tester/implementation/load.ts';
import type { RunResult } from '../../tester/result.ts';
import { run } from '../../tester/run.ts';
import { parse } from './trace-file.ts';
import { writeTraceFile } from './write.ts';

let result: RunResult;
const folder = mkdtempSync(path.join(tmpdir(), 'raftlab-write-'));

beforeAll(async () => {
  const { runtime, bundle } = await loadImplementation('skeleton');
  const scenario = findScenario('TestInitialElection3A');
  if (scenario === undefined) throw new Error('the scenario is gone');
  const program = new Program(runtime, bundle);
  result = await run(scenario, program, { seed: 1, recording: 'on', implementation: 'skeleton' });
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe("a trace's page", () => {
  it('is one file named by test and seed that refers to nothing outside', async () => {
    const file = await writeTraceFile(result, { folder, replay: 'npm run test:3A' });
    expect(path.basename(file)).toBe('TestInitialElection3A-1.html');
    const page = readFileSync(path.resolve(file), 'utf8');
    expect(page).not.toMatch(/<(?:script|link|img)[^>]+(?:src|href)="(?!data:)/);
    expect(page).toContain("default-src 'none'");
    expect(parse(page).result.traceHash).toBe(result.traceHash);
  });

  it('cannot be broken out of by what a test or a student writes', async () => {
    const hostile = '</script><script>alert(1)</script><!--\u2028';
    const broken = { ...result, title: hostile, implementation: hostile, seed: 2 };
    const file = await writeTraceFile(broken, { folder, replay: hostile });
    const page = readFileSync(path.resolve(file), 'utf8');
    expect(page).not.toContain('alert(1)</script>');
    expect(parse(page).result.title).toBe(hostile);
    expect(parse(page).replay).toBe(hostile);
  });

  it('leaves the page of another implementation, and of other code, to be compared', async () => {
    const there = path.join(folder, 'compared');
    const write = (change: Partial<RunResult>): Promise<string> =>
      writeTraceFile({ ...result, ...change }, { folder: there, replay: '' });
    const shown = (name: string): string => {
      const { implementation, traceHash } = parse(
        readFileSync(path.join(there, name), 'utf8'),
      ).result;
      return `${implementation} ${traceHash}`;
    };
    await write({ traceHash: 'aaaaaaaa' });
    await write({ traceHash: 'bbbbbbbb' });
    expect(readdirSync(there).sort()).toEqual([
      'TestInitialElection3A-1-skeleton-aaaaaa.html',
      'TestInitialElection3A-1.html',
    ]);
    expect(shown('TestInitialElection3A-1.html')).toBe('skeleton bbbbbbbb');
    expect(shown('TestInitialElection3A-1-skeleton-aaaaaa.html')).toBe('skeleton aaaaaaaa');
    await write({ implementation: '../old/raft.ts', traceHash: 'bbbbbbbb' });
    await write({ traceHash: 'aaaaaaaa' });
    await write({ traceHash: 'aaaaaaaa' });
    expect(readdirSync(there).sort()).toEqual([
      'TestInitialElection3A-1-raft-bbbbbb.html',
      'TestInitialElection3A-1-skeleton-bbbbbb.html',
      'TestInitialElection3A-1.html',
    ]);
  });

  it('pushes out the oldest pages beyond the number to keep', async () => {
    const few = path.join(folder, 'few');
    for (const seed of [11, 12, 13, 14]) {
      const options = { folder: few, replay: '', keep: 3 };
      const file = await writeTraceFile({ ...result, seed }, options);
      utimesSync(path.resolve(file), seed, seed);
    }
    expect(readdirSync(few).sort()).toEqual(
      [12, 13, 14].map((seed) => `TestInitialElection3A-${seed}.html`),
    );
  });
});
