import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { projectFiles, uncommittedFiles } from './project-files.ts';

let folder: string;
beforeAll(() => {
  // Who runs the tests from a hook of git must not find this in their own repository.
  for (const name of ['GIT_DIR', 'GIT_INDEX_FILE', 'GIT_WORK_TREE']) vi.stubEnv(name, undefined);
  folder = mkdtempSync(path.join(tmpdir(), 'raftlab-files-'));
  mkdirSync(path.join(folder, 'skeleton'));
});
afterAll(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

function git(...args: readonly string[]): void {
  const who = ['-c', 'user.name=Somebody', '-c', 'user.email=somebody@example.org'];
  expect(spawnSync('git', [...who, ...args], { cwd: folder }).status).toBe(0);
}

test('where git knows nothing it is said that it must', () => {
  expect(() => uncommittedFiles('skeleton', folder)).toThrow(/is no git checkout.*not a git rep/);
});

test('what was changed or added since the commit is uncommitted, in the folder asked for', () => {
  const write = (name: string, text: string): void => {
    writeFileSync(path.join(folder, name), text);
  };
  write('skeleton/raft.ts', 'first');
  git('init', '--quiet');
  git('add', '.');
  git('commit', '--quiet', '-m', 'first');
  expect(uncommittedFiles('skeleton', folder)).toEqual([]);
  write('skeleton/raft.ts', 'second');
  write('skeleton/my own log.ts', 'new');
  write('notes.md', 'elsewhere');
  expect([...uncommittedFiles('skeleton', folder)].sort()).toEqual([
    'skeleton/my own log.ts',
    'skeleton/raft.ts',
  ]);
});

test('what git tracks belongs to the project, what it ignores does not', () => {
  const files = projectFiles({ untracked: 'without' });
  expect(files).toContain('tools/runner/project-files.ts');
  expect(files.filter((file) => file.startsWith('node_modules/'))).toEqual([]);
});
