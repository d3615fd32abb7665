import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { strFromU8, unzipSync } from 'fflate';
import * as v from 'valibot';
import { expect, test } from 'vitest';
import { projectRoot } from '../../../tester/implementation/root.ts';
import { gradescopeSchema } from '../outputs/gradescope.ts';
import { folderWith } from '../testing/folder.ts';
import { gradescopeBundle } from './gradescope.ts';

function bundle(policy: string): Buffer {
  const folder = folderWith({ 'p.jsonc': policy });
  const out = path.join(folder, 'autograder.zip');
  gradescopeBundle(out, { policy: path.join(folder, 'p.jsonc'), seed: 'sesame' });
  return readFileSync(out);
}

test('the archive has what Gradescope looks for at its root, the policy, and the project', () => {
  const first = bundle('{ "runs": 3 }');
  const files = unzipSync(first);
  const text = (name: string): string => strFromU8(files[name] ?? new Uint8Array());
  for (const script of ['setup.sh', 'run_autograder']) {
    expect(text(script)).toMatch(/^#!/);
    const checked = spawnSync('bash', ['-n'], { input: text(script), encoding: 'utf8' });
    expect(checked.stderr).toBe('');
  }
  expect(text('grading.jsonc')).toBe('{ "runs": 3 }');
  expect(text('secret.txt')).toBe('sesame\n');
  const names = Object.keys(files);
  expect(names).toContain('raftlab/package-lock.json');
  expect(names).toContain('raftlab/tools/commands/grade.ts');
  expect(names).toContain('raftlab/tools/explore/generate.ts');
  expect(names.some((name) => name.includes('node_modules'))).toBe(false);
  expect(bundle('{ "runs": 3 }').equals(first)).toBe(true);
});

const bwrap = spawnSync('bwrap', ['--ro-bind', '/', '/', 'true']).status === 0;
if (!bwrap) process.stderr.write('A test is skipped: bubblewrap does not work here\n');

test.skipIf(!bwrap)(
  'run_autograder, laid out as Gradescope does, writes results by its schema',
  () => {
    const autograder = path.join(folderWith(), 'autograder');
    mkdirSync(path.join(autograder, 'results'), { recursive: true });
    const source = path.join(autograder, 'source');
    const policy = '{ "parts": ["3A"], "runs": 2 }';
    for (const [name, content] of Object.entries(unzipSync(bundle(policy)))) {
      mkdirSync(path.dirname(path.join(source, name)), { recursive: true });
      writeFileSync(path.join(source, name), content);
    }
    // What setup.sh does, without asking the registry.
    symlinkSync(path.join(projectRoot, 'node_modules'), path.join(source, 'raftlab/node_modules'));
    chmodSync(path.join(source, 'run_autograder'), 0o755);
    const submission = path.join(autograder, 'submission');
    cpSync(path.join(projectRoot, 'solutions'), submission, { recursive: true });
    // A student's own results are a file like any other.
    writeFileSync(path.join(submission, 'results.json'), '{ "score": 1000000 }');

    const { stdout, stderr, status } = spawnSync('bwrap', [
      ...root(autograder),
      '--chdir',
      '/autograder',
      '/autograder/source/run_autograder',
    ]);
    expect(status, `${String(stdout)}${String(stderr)}`).toBe(0);
    const text = readFileSync(path.join(autograder, 'results/results.json'), 'utf8');
    const results = v.parse(gradescopeSchema, JSON.parse(text));
    expect(results.score).toBe(20);
    expect(results.tests?.map(({ status: verdict }) => verdict)).toEqual([
      'passed',
      'passed',
      'passed',
    ]);
    expect(String(stdout)).toContain('confined by contexts');
  },
);

/** This machine, but for a folder `/autograder`. */
function root(autograder: string): string[] {
  const own = ['autograder', 'dev', 'proc'];
  const binds = readdirSync('/')
    .filter((name) => !own.includes(name))
    .flatMap((name) => {
      const place = `/${name}`;
      const isLink = lstatSync(place).isSymbolicLink();
      return isLink ? ['--symlink', readlinkSync(place), place] : ['--bind', place, place];
    });
  return [...binds, '--dev', '/dev', '--proc', '/proc', '--bind', autograder, '/autograder'];
}
