import { spawn } from 'node:child_process';
import { appendFileSync, cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { projectRoot } from '../../tester/implementation/root.ts';
import { parse } from '../viewer/trace-file.ts';
import { nodeArguments, runScript } from './testing/cli.ts';
import { hostileSetting } from './testing/hostile.ts';

test('a sweep of a correct implementation shows each test with its rate and bound', async () => {
  const args = ['3A', '--raft', 'solutions', '--runs', '5', '--seed', '1', '-t', 'Election3A'];
  const { code, stdout } = await runScript('sweep.ts', [...args, '--trace', 'always']);
  expect(stdout).toContain('2 tests × 5 seeds on solutions, seeds 1 to 5');
  expect(stdout).toMatch(/TestInitialElection3A │ +5 │ +0 │ +0\.00% │ +45\.07% │/);
  expect(stdout).toContain('no failure');
  expect(stdout).toContain('a run that passed: traces/TestInitialElection3A-1.html');
  expect(code).toBe(0);
});

test('failing seeds read as bugs with a replay command, and --failed runs just those again', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'raftlab-test-'));
  const json = path.join(folder, 'sweep.json');
  const args = ['3A', '--runs', '3', '--seed', '5', '--json', json];
  const { code, stdout } = await runScript('sweep.ts', args);
  expect(code).toBe(1);
  expect(stdout).toContain('9 failed runs, what looks like 1 bug:');
  expect(stdout).toMatch(/^one-leader \(9 runs: /m);
  expect(stdout).toMatch(/^ {2}seed \d {3}replay npm run test:3A -- --seed \d -t Test\w+3A$/m);
  const record = JSON.parse(readFileSync(json, 'utf8')) as { failures: { seed: number }[] };
  expect(record.failures).toHaveLength(9);
  // The same words as below a failed test say why.
  expect(stdout).toContain('Nobody ever asked for votes');
  // The shortest of them can be looked at.
  const [, page = '', test, seed] = /^ {2}page (traces\/(\w+)-(\d+)\.html)$/m.exec(stdout) ?? [];
  const { result } = parse(readFileSync(path.join(projectRoot, page), 'utf8'));
  expect(result).toMatchObject({ test, seed: Number(seed), failure: { property: 'one-leader' } });
  expect(stdout).toContain(`--seed ${String(seed)} -t ${String(test)}`);
  rmSync(folder, { recursive: true });

  const again = await runScript('sweep.ts', ['--failed', '--trace', 'never']);
  expect(again.stdout).not.toContain('traces/');
  expect(again.stdout).toContain('9 runs that failed in the last sweep of skeleton');
  expect(again.code).toBe(1);
});

test.each(['1', '2'])(
  'runs that loop or eat memory cost only themselves, with %s at a time, and are remembered',
  async (jobs) => {
    const { mixed, environment, leftovers, remove } = hostileSetting();
    const args = ['3A', '--raft', mixed, '--runs', '3', '--seed', '3', '--jobs', jobs];
    const sweep = await runScript('sweep.ts', [...args, '--trace', 'never'], environment);
    expect(sweep.stdout).toMatch(/TestInitialElection3A │ +3 │ +1 │/);
    expect(sweep.stdout).toMatch(/TestReElection3A +│ +3 │ +3 │/);
    expect(sweep.stdout).toMatch(/TestManyElections3A +│ +3 │ +3 │/);
    expect(sweep.stdout).toMatch(/^endless-loop /m);
    expect(sweep.stdout).toMatch(/^out-of-memory /m);
    expect(sweep.code).toBe(1);
    expect(leftovers()).toEqual([]);
    const remembered = readFileSync(path.join(projectRoot, '.cache/failed-runs.json'), 'utf8');
    const { implementation, runs } = JSON.parse(remembered) as {
      implementation: string;
      runs: unknown[];
    };
    expect(implementation).toBe(mixed);
    expect(runs).toHaveLength(7);
    remove();
  },
);

test('--bail stops at the first failure', async () => {
  const args = ['3A', '--runs', '50', '--seed', '5', '--bail', '--jobs', '1'];
  const { code, stdout } = await runScript('sweep.ts', args);
  expect(code).toBe(1);
  const runs = [...stdout.matchAll(/Test\w+ │ +(\d+) │/g)].map((match) => Number(match[1]));
  expect(runs.reduce((sum, count) => sum + count, 0)).toBeLessThan(10);
});

test('a sweep without a part says what it needs', async () => {
  const { code, stderr } = await runScript('sweep.ts', []);
  expect(stderr).toBe(
    'which part? npm run sweep -- <part> or --failed; a part is 3A, 3B, 3C, 3D, phases or all\n',
  );
  expect(code).toBe(2);
});

test('Ctrl-C, however often it arrives, ends the sweep with the table so far', async () => {
  const args = nodeArguments('sweep.ts', ['3A', '--raft', 'solutions', '--runs', '5000']);
  const child = spawn(process.execPath, args, { cwd: projectRoot, detached: true });
  let stdout = '';
  child.stdout.on('data', (data: Buffer) => {
    stdout += data.toString();
  });
  const code = new Promise((resolve) => child.on('exit', resolve));
  // The first progress line shows that runs are coming in.
  await new Promise((resolve) => child.stderr.once('data', resolve));
  // As a terminal does it: to the whole group of processes.
  for (let i = 0; i < 3; i++) process.kill(-(child.pid ?? 0), 'SIGINT');
  expect(await code).toBe(130);
  expect(stdout).toMatch(/TestInitialElection3A │ +[1-9]\d* │ +0 │/);
  expect(stdout).toContain('no failure');
});

test('a sweep in which everything passes fails when the types do not hold, and says so', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'raftlab-test-'));
  cpSync(path.join(projectRoot, 'solutions'), folder, { recursive: true });
  const file = path.join(folder, 'raft.ts');
  appendFileSync(file, '\nexport const wrong: string = 5;\n');
  const args = ['3A', '--raft', file, '--runs', '1', '--seed', '7', '-t', 'Initial'];
  const { code, stdout } = await runScript('sweep.ts', args);
  expect(stdout).toContain('no failure');
  expect(stdout).toMatch(/raft\.ts\(\d+,\d+\): error TS2322/);
  expect(stdout).toContain('does not type-check');
  expect(code).toBe(1);
  rmSync(folder, { recursive: true });
});
