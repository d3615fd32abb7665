import { expect, test } from 'vitest';
import { projectFiles } from '../runner/project-files.ts';
import { isHandedOut } from './contents.ts';

const files = projectFiles({ untracked: 'without' });

test('of every file of the project it is decided whether students get it', () => {
  expect(files.filter((file) => isHandedOut(file) === undefined)).toEqual([]);
});

test('a file that no list knows is not handed out', () => {
  expect(isHandedOut('my-solution/raft.ts')).toBeUndefined();
});

test.each([
  ['skeleton/raft.ts', true],
  ['labs/3a-election/lab.test.ts', true],
  ['labs/phases/phases.test.ts', false],
  ['tester/testing/variant.ts', false],
  ['tools/commands/grade/class.ts', false],
  ['solutions/raft.ts', false],
])('%s: %s', (file, isIt) => {
  expect(isHandedOut(file)).toBe(isIt);
  expect(files).toContain(file);
});
