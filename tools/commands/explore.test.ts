import { spawn } from 'node:child_process';
import { appendFileSync, cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { loadExploration } from '../explore/exploration-file.ts';
import { projectRoot } from '../../tester/implementation/root.ts';
import { variantOfReference } from '../../tester/testing/variant.ts';
import { parse } from '../viewer/trace-file.ts';
import { nodeArguments, runScript } from './testing/cli.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'raftlab-test-'));

afterAll(() => {
  rmSync(folder, { recursive: true });
});

test('exploring a correct Raft says what was covered, and finds nothing', async () => {
  const args = ['--raft', 'solutions', '--runs', '10', '--seed', '3', '--servers', '3'];
  const { code, stdout } = await runScript('explore.ts', args);
  expect(stdout).toContain('exploring solutions from seed 3 on');
  expect(stdout).toMatch(/leaders elected +│ +\d+ │ +100% │/);
  expect(stdout).toMatch(/nothing found in 10 runs, \d+ s of simulated time/);
  expect(code).toBe(0);
});

/** The reference with a leader that commits what no majority has. */
function brokenRaft(): string {
  const raft = path.join(folder, 'broken');
  const quorum = 'stored[Math.floor(stored.length / 2)]';
  cpSync(path.join(projectRoot, 'solutions'), raft, { recursive: true });
  const edit = { file: 'leader.ts', replace: quorum, by: 'stored[0]' };
  for (const [name, text] of Object.entries(variantOfReference(edit))) {
    writeFileSync(path.join(raft, name), text);
  }
  return raft;
}

test('a failure is shrunk, printed, and saved as a file that replays the very same run', async () => {
  const { code, stdout } = await runScript('explore.ts', ['--raft', brokenRaft(), '--seed', '1']);
  expect(code).toBe(1);
  expect(stdout).toMatch(/found after \d+ runs?, .*: commit-majority/);
  expect(stdout).toMatch(/shrunk from \d+ steps on \d servers to \d steps? on 3 servers/);
  expect(stdout).toContain('export const commitMajority: Scenario = scheduleScenario({');
  const file = /--replay (\S+)/.exec(stdout)?.[1] ?? '';
  const saved = path.join(projectRoot, file);
  expect(JSON.parse(readFileSync(saved, 'utf8'))).toMatchObject({ property: 'commit-majority' });

  const page = /^ {2}page (traces\/\S+)$/m.exec(stdout)?.[1] ?? '';
  const shown = parse(readFileSync(path.join(projectRoot, page), 'utf8'));
  expect(shown.result).toMatchObject({ part: 'explore', failure: { property: 'commit-majority' } });
  expect(shown.replay).toBe(`npm run explore -- --replay ${file}`);

  const replayed = await runScript('explore.ts', ['--replay', file]);
  expect(replayed.stdout).toContain('the very same run as the one saved');
  expect(replayed.code).toBe(1);

  const mended = await runScript('explore.ts', ['--replay', file, '--raft', 'solutions']);
  expect(mended.stdout).toContain('commit-majority no longer fails with this schedule and seed');
  expect(mended.code).toBe(0);
  rmSync(saved);
});

test('a failure is saved before it is made small, so that nobody loses it by Ctrl-C', async () => {
  const args = nodeArguments('explore.ts', ['--raft', brokenRaft(), '--seed', '4', '--jobs', '1']);
  const child = spawn(process.execPath, args, { cwd: projectRoot });
  const file = await new Promise<string>((resolve, reject) => {
    let text = '';
    child.stdout.on('data', (data: Buffer) => {
      text += data.toString();
      const found = /saved as (\S+), \d+ steps? on \d servers; making it small/.exec(text);
      if (found !== null) resolve(path.join(projectRoot, String(found[1])));
    });
    child.on('exit', () => {
      reject(new Error(`it ended without saying where the failure is saved: ${text}`));
    });
  });
  child.kill('SIGINT');
  expect(loadExploration(file)).toMatchObject({ property: 'commit-majority' });
  rmSync(file);
});

test('a Raft without a log can be explored as far as 3A', async () => {
  const { code, stdout } = await runScript('explore.ts', [
    '--raft',
    'solutions',
    '--part',
    '3a',
    '--runs',
    '2',
    '--seed',
    '3',
    '--servers',
    '3',
  ]);
  expect(stdout).toContain('with faults of the network; in the end there must be a leader');
  expect(stdout).toMatch(/commands acknowledged +│ never │/);
  expect(code).toBe(0);
});

test.each([
  [['--part', '3E'], /--part takes 3A, 3B, 3C or 3D, got 3E/],
  [['--replay', 'x.json', '--part', '3A'], /--replay runs what is in the file/],
  [['--runs', '0'], /expected a whole number from 1 on, got 0/],
  [['--runs', '5', '--minutes', '1'], /--runs and --minutes both say when to stop/],
  [['--servers', '50'], /--servers takes a number from 1 to 9, got 50/],
  [['--replay', 'nowhere.json'], /--replay takes a file that explore has written: .*nowhere/],
  [['--replay', 'x.json', '--seed', '1'], /--replay runs what is in the file/],
  [['--raft', 'nowhere'], /no implementation at nowhere/],
])('%j is refused with the reason', async (args, reason) => {
  const { code, stderr } = await runScript('explore.ts', args);
  expect(stderr).toMatch(reason);
  expect(stderr).not.toMatch(/^ {4}at /m);
  expect(code).toBe(2);
});

test('an exploration that finds nothing fails when the types do not hold, and says so', async () => {
  const raft = path.join(folder, 'untyped');
  cpSync(path.join(projectRoot, 'solutions'), raft, { recursive: true });
  appendFileSync(path.join(raft, 'raft.ts'), '\nexport const wrong: string = 5;\n');
  const args = ['--raft', raft, '--runs', '2', '--seed', '3', '--servers', '3'];
  const { code, stdout } = await runScript('explore.ts', args);
  expect(stdout).toContain('nothing found in 2 runs');
  expect(stdout).toMatch(/raft\.ts\(\d+,\d+\): error TS2322/);
  expect(code).toBe(1);
});
