import { spawn, type ChildProcess } from 'node:child_process';
import { appendFileSync, cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { projectRoot } from '../tester/implementation/root.ts';
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
