import { spawn } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { projectRoot } from '../../tester/implementation/root.ts';
import { nodeArguments, runScript } from './testing/cli.ts';
import { hostileSetting, type HostileSetting } from './testing/hostile.ts';

/**
 * Whole commands meet runs that loop, eat memory, try to exit or are well, several of each in a row;
 * sweep.test.ts has the same for sweeps.
 */
let hostile: HostileSetting;
beforeAll(() => {
  hostile = hostileSetting();
});
afterAll(() => {
  hostile.remove();
});

describe.each(['1', '2'])('with %s runs at a time', (jobs) => {
  const options = (seed: number): string[] => [
    '--raft',
    hostile.mixed,
    '--jobs',
    jobs,
    '--seed',
    String(seed),
    '--trace',
    'never',
  ];

  test.each([
    { seed: 1, tests: '.', of: '1 of 3', properties: ['endless-loop', 'uncaught-exception'] },
    {
      seed: 3,
      tests: 'Initial|ReElection',
      of: '0 of 2',
      properties: ['endless-loop', 'endless-loop'],
    },
  ])('test: every test of seed $seed has its line, and the summary counts them', async (row) => {
    const { code, stdout } = await runScript(
      'test.ts',
      ['3A', ...options(row.seed), '-t', row.tests],
      hostile.environment,
    );
    const found = [...stdout.matchAll(/^ {2}([a-z-]+) at [\d.]+ s of simulated time/gm)];
    expect(found.map(([, property]) => property)).toEqual(row.properties);
    expect(stdout).toContain(`${row.of} tests passed`);
    expect(code).toBe(1);
    expect(hostile.leftovers()).toEqual([]);
  });

  test('explore: what it finds is shrunk, shown and saved, though the run has to be ended', async () => {
    const { code, stdout } = await runScript('explore.ts', options(3), hostile.environment);
    expect(stdout).toMatch(/^found after \d+ runs?, .*: endless-loop$/m);
    expect(stdout).toMatch(/^shrunk from .* in \d+ runs/m);
    expect(stdout).toContain('as a scenario, to be run with this seed:');
    expect(code).toBe(1);
    expect(hostile.leftovers()).toEqual([]);
  });

  test('watch: a pass over hostile runs ends with its summary, and waits for the next', async () => {
    const child = spawn(process.execPath, nodeArguments('watch.ts', ['3A', ...options(1)]), {
      cwd: projectRoot,
      env: { ...process.env, ...hostile.environment, NO_COLOR: '1' },
    });
    let stdout = '';
    await new Promise<void>((resolve) => {
      child.on('exit', resolve);
      child.stdout.on('data', (chunk: Buffer) => {
        stdout += chunk.toString();
        if (stdout.includes('Ctrl-C ends')) resolve();
      });
    });
    const ended = new Promise((resolve) => child.on('exit', resolve));
    child.kill('SIGINT');
    expect(await ended).toBe(0);
    expect(stdout).toContain('1 of 3 tests passed');
    expect(hostile.leftovers()).toEqual([]);
  });
});

test('a reader that goes away ends the command quietly, and nothing is left behind', async () => {
  const args = nodeArguments('test.ts', ['3A', '--raft', hostile.mixed, '--seed', '3']);
  const quoted = [process.execPath, ...args].map((word) => `'${word}'`).join(' ');
  const script = `${quoted} | head -2; echo "ended with \${PIPESTATUS[0]}"`;
  const shell = spawn('bash', ['-c', script], {
    cwd: projectRoot,
    env: { ...process.env, ...hostile.environment },
  });
  let [stdout, stderr] = ['', ''];
  shell.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  shell.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  await new Promise((resolve) => shell.on('close', resolve));
  expect(stdout).toMatch(/^Test \(3A\).*\n {2}\.\.\. FAILED .*\nended with 141\n$/);
  expect(stderr).toBe('');
  expect(hostile.leftovers()).toEqual([]);
});

test('a command that waits for what can never come says so, and fails', async () => {
  const [commands = ''] = nodeArguments('cli.ts', []);
  const script = `
    import { runCommand } from ${JSON.stringify(commands)};
    await runCommand(() => new Promise(() => undefined));`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script]);
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const code = await new Promise((resolve) => child.on('close', resolve));
  expect(stderr).toMatch(/^the command stopped before it was done: .* a mistake of raftlab/);
  expect(code).toBe(3);
});
