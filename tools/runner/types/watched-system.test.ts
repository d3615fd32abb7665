import { rmSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { expect, test } from 'vitest';
import { inFolder, type Files } from '../../../tester/testing/implementation.ts';
import { keepAnswer, keptAnswer } from '../kept/answers.ts';
import { watched } from './watched-system.ts';

const files: Files = {
  'raft.ts': "import './log'; export const Make = 1;",
  'log/index.ts': 'export {};',
  'tsconfig.json': '{ "extends": "./base.json", "files": ["raft.ts"] }',
  'base.json': '{ "compilerOptions": { "types": [], "noLib": true } }',
};

/** Has the compiler find all files of a project, and keeps what it looked at. */
function keepProject(folder: string): void {
  const { system, looks } = watched(ts.sys);
  const config: unknown = JSON.parse(files['tsconfig.json'] ?? '');
  const { options, fileNames } = ts.parseJsonConfigFileContent(config, system, folder);
  const host = ts.createIncrementalCompilerHost(options, system);
  ts.createProgram({ rootNames: fileNames, options, host });
  keepAnswer(folder, { lines: ['an error'], looks: looks() });
}

type Change = (at: (name: string) => string) => void;

const changes: readonly (readonly [string, Change])[] = [
  [
    'a file',
    (at) => {
      writeFileSync(at('raft.ts'), '// Make is gone');
    },
  ],
  [
    'a file that is imported',
    (at) => {
      writeFileSync(at('log/index.ts'), 'export const a = 1;');
    },
  ],
  [
    'a file that is gone',
    (at) => {
      rmSync(at('log/index.ts'));
    },
  ],
  [
    'a new file that an import means now',
    (at) => {
      writeFileSync(at('log.ts'), 'export {};');
    },
  ],
  [
    'a tsconfig that the project extends',
    (at) => {
      writeFileSync(at('base.json'), '{}');
    },
  ],
  [
    'a link to another file with the same text',
    (at) => {
      unlinkSync(at('raft.ts'));
      writeFileSync(at('other.ts'), files['raft.ts'] ?? '');
      symlinkSync(at('other.ts'), at('raft.ts'));
    },
  ],
];

test.each(changes)('an answer does not hold after a change of %s', async (_what, change) => {
  await inFolder(files, (folder) => {
    keepProject(folder);
    expect(keptAnswer(folder)).toEqual(['an error']);
    writeFileSync(path.join(folder, 'notes.txt'), 'nothing that was looked at');
    expect(keptAnswer(folder)).toEqual(['an error']);
    change((name) => path.join(folder, name));
    expect(keptAnswer(folder)).toBeUndefined();
    return Promise.resolve();
  });
});

test('an answer is not kept when a file changed while it was worked out', async () => {
  await inFolder(files, (folder) => {
    const file = path.join(folder, 'raft.ts');
    const { system, looks } = watched(ts.sys);
    system.readFile(file);
    writeFileSync(file, 'export {};');
    keepAnswer(folder, { lines: [], looks: looks() });
    expect(keptAnswer(folder)).toBeUndefined();
    return Promise.resolve();
  });
});

test('an answer that depends on all files of a folder is not kept', async () => {
  await inFolder(files, (folder) => {
    const { system, looks } = watched(ts.sys);
    system.readDirectory(folder);
    keepAnswer(folder, { lines: [], looks: looks() });
    expect(keptAnswer(folder)).toBeUndefined();
    return Promise.resolve();
  });
});
