import { spawn, type ChildProcess } from 'node:child_process';
import { appendFileSync, cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { projectRoot } from '../../tester/implementation/root.ts';
import { nodeArguments } from './testing/cli.ts';

let child: ChildProcess | undefined;
let folder = '';
afterEach(() => {
  child?.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

test('a saved file is graded again by itself', async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'raftlab-test-'));
  const file = path.join(folder, 'raft.ts');
  cpSync(path.join(projectRoot, 'skeleton/raft.ts'), file);
  const args = ['3A', '--raft', folder, '-t', 'InitialElection', '--seed', '1'];
  child = spawn(process.execPath, nodeArguments('watch.ts', args), { cwd: projectRoot });

  await printed(child, /0 of 1 tests passed[^]*watching /);
  const again = printed(child, /0 of 1 tests passed[^]*watching /);
  appendFileSync(file, '\n// saved again\n');
  await again;

  const broken = printed(child, /raft\.ts:\d+:\d+: /);
  appendFileSync(file, '\nexport const = 5;\n');
  expect(await broken).toContain('export const = 5;');
});

test('what is saved while the tests run ends them, and the old code gets no verdict', async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'raftlab-test-'));
  cpSync(path.join(projectRoot, 'solutions'), folder, { recursive: true });
  const file = path.join(folder, 'raft.ts');
  const mended = readFileSync(file, 'utf8');
  // Three servers, each with some seconds of work before anything else: a slow pass that fails.
  const slow = 'let n = 0; for (let i = 0; i < 2e9; i++) n += i;';
  writeFileSync(file, `export function Make() {\n  ${slow}\n  throw new Error(String(n));\n}\n`);
  const args = ['3A', '--raft', folder, '-t', 'InitialElection', '--seed', '1'];
  child = spawn(process.execPath, nodeArguments('watch.ts', args), { cwd: projectRoot });

  const everything = printed(child, /watching /);
  await printed(child, /^\n/);
  writeFileSync(file, mended);
  const text = await everything;
  expect(text).toContain('saved: the tests that ran are stopped, and begin again');
  expect(text).toContain('1 of 1 test');
  expect(text).not.toContain('FAILED');
});

/** What a process prints from now on, up to the match. */
function printed(process: ChildProcess, expected: RegExp): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    const read = (data: Buffer): void => {
      text += data.toString();
      if (!expected.test(text)) return;
      process.stdout?.off('data', read);
      resolve(text);
    };
    process.stdout?.on('data', read);
    process.on('exit', () => {
      reject(new Error(`ended before it printed ${String(expected)}: ${text}`));
    });
  });
}
