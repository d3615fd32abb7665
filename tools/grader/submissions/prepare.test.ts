import { existsSync, readFileSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { writeTar, writeZip, type Entry } from '../testing/archives.ts';
import { folderWith } from '../testing/folder.ts';
import { findSubmissions } from './find.ts';
import { prepareSubmission } from './prepare.ts';

const honest: readonly Entry[] = [
  { name: 'work/raft.ts', content: 'export {};' },
  { name: 'work/log/log.ts', content: 'export const log = 1;' },
  { name: 'work/node_modules/left-pad/raft.ts', content: 'no' },
];

async function prepare(where: string): Promise<string> {
  const [submission] = findSubmissions(where);
  if (submission === undefined) throw new Error('none found');
  return prepareSubmission(submission, path.join(folderWith(), 'into'));
}

describe.each([
  ['a.zip', writeZip],
  ['a.tar.gz', writeTar],
  ['a.tgz', writeTar],
] as const)('%s', (name, write) => {
  test('an honest archive gives its raft.ts and what it imports', async () => {
    const entry = await prepare(write(folderWith(), name, honest));
    expect(readFileSync(entry, 'utf8')).toBe('export {};');
    expect(existsSync(path.join(path.dirname(entry), 'log/log.ts'))).toBe(true);
  });

  test('a name that leads out of the archive is refused and nothing is written there', async () => {
    const folder = folderWith();
    const hostile = write(folder, name, [{ name: '../../evil.ts', content: 'x' }, ...honest]);
    await expect(prepare(hostile)).rejects.toThrow(/leads out|invalid relative path/);
    const absolute = write(folder, name, [{ name: '/tmp/raftlab-evil.ts', content: 'x' }]);
    await expect(prepare(absolute)).rejects.toThrow(/leads out|absolute path/);
    expect(existsSync('/tmp/raftlab-evil.ts')).toBe(false);
  });

  test('a symbolic link is refused', async () => {
    const hostile = write(folderWith(), name, [...honest, { name: 'x.ts', link: '/etc/passwd' }]);
    await expect(prepare(hostile)).rejects.toThrow('is no plain file: "x.ts"');
  });

  test('a small archive that unpacks to a lot is stopped at the limit', async () => {
    const bomb = write(folderWith(), name, [
      { name: 'raft.ts', content: Buffer.alloc(30_000_000) },
    ]);
    await expect(prepare(bomb)).rejects.toThrow('unpacks to more than 20 MB');
  });

  test('too many files are stopped at the limit', async () => {
    const many = Array.from({ length: 2_001 }, (_, i) => ({ name: `${i}.ts` }));
    await expect(prepare(write(folderWith(), name, many))).rejects.toThrow('more than 2000 files');
  });

  test('a damaged archive is a problem of that submission', async () => {
    const folder = folderWith({ [name]: 'this is no archive' });
    await expect(prepare(path.join(folder, name))).rejects.toThrow(/^cannot be unpacked: /);
  });
});

test('an archive inside a student’s folder is unpacked', async () => {
  const folder = folderWith({ 'Ann Lee_1_assignsubmission_file_/x': '' });
  writeZip(path.join(folder, 'Ann Lee_1_assignsubmission_file_'), 'raft.zip', honest);
  expect(readFileSync(await prepare(folder), 'utf8')).toBe('export {};');
});

test('who handed in the whole project is graded for skeleton/raft.ts', async () => {
  const folder = folderWith({
    'ann/project/skeleton/raft.ts': 'mine',
    'ann/project/solutions/raft.ts': 'theirs',
  });
  expect(readFileSync(await prepare(folder), 'utf8')).toBe('mine');
});

test('two candidates of equal rank are a problem, not a guess', async () => {
  const folder = folderWith({ 'ann/a/raft.ts': '', 'ann/b/raft.ts': '', 'ann/c.ts': '' });
  await expect(prepare(folder)).rejects.toThrow('several raft.ts: a/raft.ts and b/raft.ts');
});

test('a symbolic link in a folder is refused', async () => {
  const folder = folderWith({ 'ann/lib/x.ts': '', 'ann/y/raft.ts': '' });
  symlinkSync('/etc/passwd', path.join(folder, 'ann/secret.ts'));
  await expect(prepare(folder)).rejects.toThrow('is no plain file: "secret.ts"');
});

test('an empty submission is said to be one', async () => {
  await expect(prepare(folderWith({ 'ann/readme.md': '' }))).rejects.toThrow('holds no raft.ts');
});
