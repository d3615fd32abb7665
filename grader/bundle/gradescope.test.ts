import { readFileSync } from 'node:fs';
import path from 'node:path';
import { strFromU8, unzipSync } from 'fflate';
import { expect, test } from 'vitest';
import { folderWith } from '../testing/folder.ts';
import { gradescopeBundle } from './gradescope.ts';

test('the archive has what Gradescope looks for at its root, the policy, and the project', () => {
  const folder = folderWith({ 'p.jsonc': '{ "runs": 3 }' });
  const out = path.join(folder, 'autograder.zip');
  const policy = path.join(folder, 'p.jsonc');
  gradescopeBundle(out, { policy, seed: 'sesame' });
  const first = readFileSync(out);
  const files = unzipSync(first);
  const text = (name: string): string => strFromU8(files[name] ?? new Uint8Array());
  expect(text('setup.sh')).toMatch(/^#!/);
  expect(text('run_autograder')).toContain('/autograder/results/results.json');
  expect(text('grading.jsonc')).toBe('{ "runs": 3 }');
  expect(text('secret.txt')).toBe('sesame\n');
  const names = Object.keys(files);
  expect(names).toContain('raftlab/package-lock.json');
  expect(names).toContain('raftlab/commands/grade.ts');
  expect(names.some((name) => name.includes('node_modules'))).toBe(false);

  gradescopeBundle(out, { policy, seed: 'sesame' });
  expect(readFileSync(out).equals(first)).toBe(true);
});
