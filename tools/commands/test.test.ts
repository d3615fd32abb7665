import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { projectRoot } from '../../tester/implementation/root.ts';
import type { RunResult } from '../../tester/result.ts';
import { parse } from '../viewer/trace-file.ts';
import { runScript } from './testing/cli.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'raftlab-test-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** Output without the only thing in it that may differ between two runs. */
function withoutRealTime(text: string): string {
  return text.replace(/real \d+ ms/g, 'real … ms');
}

async function resultsOf(args: readonly string[], name: string): Promise<readonly RunResult[]> {
  const file = path.join(folder, name);
  await runScript('test.ts', [...args, '--json', file]);
  return JSON.parse(readFileSync(file, 'utf8')) as RunResult[];
}

describe('one seed gives one run, in every process', () => {
  test('in each part', async () => {
    const names = 'TestManyElections3A|TestRejoin3B|TestPersist23C|TestSnapshotInit3D';
    const args = ['all', '--raft', 'solutions', '--seed', '7', '-t', names];
    const one = path.join(folder, 'one.json');
    const two = path.join(folder, 'two.json');
    const [first, second] = await Promise.all([
      runScript('test.ts', [...args, '--json', one]),
      runScript('test.ts', [...args, '--json', two]),
    ]);
    expect(first.code).toBe(0);
    expect(withoutRealTime(first.stdout)).toBe(withoutRealTime(second.stdout));
    const hashes = [one, two].map((file) =>
      (JSON.parse(readFileSync(file, 'utf8')) as RunResult[]).map((result) => result.traceHash),
    );
    expect(hashes[0]).toHaveLength(4);
    for (const hash of hashes[0] ?? []) expect(hash).toMatch(/^[0-9a-f]{16}$/);
    expect(hashes[0]).toEqual(hashes[1]);
  });

  test('another seed gives another run', async () => {
    const args = ['3A', '--raft', 'solutions', '-t', 'TestInitialElection3A'];
    const [seven] = await resultsOf([...args, '--seed', '7'], 'seven.json');
    const [eight] = await resultsOf([...args, '--seed', '8'], 'eight.json');
    expect(seven?.traceHash).not.toBe(eight?.traceHash);
  });

  test('with --peers one server runs the implementation, and the replay says so', async () => {
    const args = ['3B', '--peers', 'solutions', '--seed', '4', '-t', 'TestBasicAgree3B'];
    const { stdout } = await runScript('test.ts', [...args, '--trace', 'never']);
    expect(stdout).toContain('server 1 runs skeleton, the others solutions');
    expect(stdout).toContain('npm run test:3B -- --seed 4 -t TestBasicAgree3B --peers solutions');
  });

  test('--twice finds two runs of a seed the same', async () => {
    const args = ['3A', '--raft', 'solutions', '--seed', '7', '--twice', '-t', 'ReElection'];
    const { code, stdout } = await runScript('test.ts', args);
    expect(stdout).toMatch(/twice the same \(trace [0-9a-f]{16}\)/);
    expect(code).toBe(0);
  });
});

describe('the command for one part', () => {
  test('prints a line a test in the style of the course, with seed and real time', async () => {
    const { stdout } = await runScript('test.ts', ['3A', '--raft', 'solutions', '--seed', '7']);
    expect(stdout).toMatch(/^Test \(3A\): initial election \(reliable network\)\.\.\.$/m);
    expect(stdout).toMatch(
      /^ {2}\.\.\. Passed -- {2}time +\d+\.\ds {2}#peers 3 {2}#RPCs +\d+ {2}#Ops +0 {2}seed 7 {2}real \d+ ms$/m,
    );
    expect(stdout).toContain('3 of 3 tests passed');
  });

  test('fails for the skeleton, says why, and how to see that very run again', async () => {
    const { code, stdout } = await runScript('test.ts', ['3A', '--seed', '7', '-t', 'Initial']);
    expect(code).toBe(1);
    expect(stdout).toMatch(/FAILED/);
    expect(stdout).toMatch(/expected one leader, got none/);
    expect(stdout).toContain('npm run test:3A -- --seed 7 -t TestInitialElection3A');
  });

  test('leaves the page of a run as --trace says, and names it under the failure', async () => {
    const args = ['3A', '--seed', '77', '-t', 'Initial'];
    const page = path.join(projectRoot, 'traces/TestInitialElection3A-77.html');
    rmSync(page, { force: true });
    const never = await runScript('test.ts', [...args, '--trace', 'never']);
    expect(never.stdout).not.toMatch(/^ *page/m);
    expect(existsSync(page)).toBe(false);

    const failed = await runScript('test.ts', args);
    expect(failed.stdout).toMatch(/^ {2}page traces\/TestInitialElection3A-77\.html$/m);
    const { result, replay } = parse(readFileSync(page, 'utf8'));
    expect(result).toMatchObject({ seed: 77, verdict: 'fail', implementation: 'skeleton' });
    expect(replay).toBe('npm run test:3A -- --seed 77 -t TestInitialElection3A');
    rmSync(page);

    const passed = await runScript('test.ts', [...args, '--raft', 'solutions']);
    expect(passed.stdout).not.toMatch(/^ *page/m);
    const always = [...args, '--raft', 'solutions', '--trace', 'always'];
    expect((await runScript('test.ts', always)).stdout).toMatch(/^ {2}page traces\//m);
    expect(parse(readFileSync(page, 'utf8')).result.verdict).toBe('pass');
    rmSync(page);
  });

  test('draws a fresh seed when none is given, and prints it', async () => {
    const args = ['3A', '--raft', 'solutions', '-t', 'InitialElection'];
    const [first, second] = await Promise.all([
      runScript('test.ts', args),
      runScript('test.ts', args),
    ]);
    const seedOf = (text: string): string | undefined => /seed (\d+) /.exec(text)?.[1];
    expect(seedOf(first.stdout)).toBeDefined();
    expect(seedOf(first.stdout)).not.toBe(seedOf(second.stdout));
  });

  test('counts errors of type as a failure and shows them', async () => {
    const place = path.join(folder, 'typed');
    const file = `${place}.ts`;
    writeFileSync(
      file,
      'export function Make(): object {\n  const text: string = 5;\n  return { text };\n}\n',
    );
    const { code, stdout } = await runScript('test.ts', ['3A', '--raft', file, '-t', 'Initial']);
    expect(code).toBe(1);
    expect(stdout).toMatch(/typed\.ts\(2,\d+\): error TS2322/);
    expect(stdout).toContain('does not type-check');
  });
});

test('without the name of a part all parts are graded, and each is summed up', async () => {
  const args = ['-t', 'TestInitialElection3A|TestBasicAgree3B', '--seed', '7', '--trace', 'never'];
  const { code, stdout } = await runScript('test.ts', args);
  expect(stdout).toMatch(/^3A: 0 of 1 passed\n3B: 0 of 1 passed\n0 of 2 tests passed$/m);
  expect(code).toBe(1);
  expect((await runScript('test.ts', ['--help'])).stdout).toContain('Usage: test:all');
});

test('the name of a file is no part: npm test gives it to vitest', async () => {
  const { code, stdout, stderr } = await runScript('self-test.ts', ['labrpc/no-such.test.ts']);
  expect(stdout + stderr).toContain('No test files found');
  expect(code).toBe(1);
});

describe('a mistake on the command line is one clear message', () => {
  test.each([
    [['3X'], /^unknown part 3X: expected 3A, 3B, 3C, 3D, phases or all$/m],
    [['3A', '--seed', 'x'], /a seed is a whole number from 0 on, got x/],
    [['3A', '--log', '--server', '1,2'], /--server takes one server, such as 2 or S2, got 1,2/],
    [['3A', '--bogus'], /unknown option '--bogus'/],
    [['3A', '--raft', 'nowhere'], /^no implementation at nowhere: expected skeleton, /m],
    [['3A', '-t', 'Nope'], /^no test matches -t Nope; there are TestInitialElection3A, /m],
    [['3A', '-t', '('], /^-t takes a name or a regular expression, got \($/m],
    [
      ['3A', '--raft', 'solutions', '-t', 'Initial', '--json', '/no/where'],
      /cannot use \/no\/where/,
    ],
  ])('%j', async (args, message) => {
    const { code, stderr } = await runScript('test.ts', args);
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(/\n\s+at /);
    expect(code).toBe(2);
  });
});
