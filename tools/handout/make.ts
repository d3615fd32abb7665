import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { projectFiles } from '../runner/project-files.ts';
import { UsageError } from '../runner/usage-error.ts';
import { projectRoot } from '../../tester/implementation/root.ts';
import { isHandedOut } from './contents.ts';
import { lockPackages } from './lock.ts';
import { launchJson, packageJson, tsconfigJson } from './rewrite.ts';

/** What students find in the place of the project's own, and where it lies in the project. */
const inPlaceOfOurs: readonly { readonly from: string; readonly to: string }[] = [
  { from: 'tools/handout/for-students.md', to: 'README.md' },
  { from: 'tools/handout/vitest.config.ts', to: 'vitest.config.ts' },
];

/**
 * Makes the repository that students get: a plain folder, without history. It appears complete or not
 * at all.
 *
 * @param folder an absolute path: a new folder, or an empty one
 * @returns how many files it holds
 * @throws UsageError when the folder cannot be used
 */
export function makeHandout(folder: string): number {
  const target = checkedTarget(folder);
  const draft = `${target}.draft-${process.pid}`;
  try {
    const count = write(draft);
    if (existsSync(target)) rmdirSync(target);
    renameSync(draft, target);
    return count;
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}

/** What an instructor has tried out in the skeleton is not for students. @throws UsageError */
export function refuseOwnSolution(uncommitted: readonly string[]): void {
  if (uncommitted.length === 0) return;
  throw new UsageError(
    `not committed: ${uncommitted.join(', ')}. Is that a solution of your own? Nothing was handed ` +
      'out: put it away (git stash), or commit it if students shall begin with it',
  );
}

/** Writes everything into a new folder. */
function write(folder: string): number {
  const files = projectFiles({ untracked: 'without' }).filter((file) => isHandedOut(file) === true);
  for (const file of files) {
    const place = path.join(folder, file);
    mkdirSync(path.dirname(place), { recursive: true });
    copyFileSync(path.join(projectRoot, file), place);
  }
  for (const { from, to } of inPlaceOfOurs) {
    copyFileSync(path.join(projectRoot, from), path.join(folder, to));
  }
  const sources = files
    .filter((file) => /\.tsx?$/.test(file))
    .map((file) => readFileSync(path.join(projectRoot, file), 'utf8'));
  rewrite(folder, 'package.json', (text) => packageJson(text, sources));
  rewrite(folder, 'tsconfig.json', (text) => tsconfigJson(text, files));
  rewrite(folder, '.vscode/launch.json', launchJson);
  lockPackages(folder);
  return files.length + inPlaceOfOurs.length;
}

function rewrite(folder: string, file: string, change: (text: string) => string): void {
  const place = path.join(folder, file);
  writeFileSync(place, change(readFileSync(place, 'utf8')));
}

/** Where the handout may be made, without links on the way. */
function checkedTarget(folder: string): string {
  const parent = path.dirname(folder);
  if (!existsSync(parent)) throw new UsageError(`cannot make ${folder}: there is no ${parent}`);
  const target = existsSync(folder)
    ? realpathSync(folder)
    : path.join(realpathSync(parent), path.basename(folder));
  const way = path.relative(realpathSync(projectRoot), target);
  if (!way.startsWith('..') && !path.isAbsolute(way)) {
    throw new UsageError(`${target} lies in this project: give a folder outside, as ../course-lab`);
  }
  if (!existsSync(target)) return target;
  if (!statSync(target).isDirectory()) throw new UsageError(`${target} is a file, not a folder`);
  const [first, ...more] = readdirSync(target);
  if (first === undefined) return target;
  const others = more.length === 0 ? '' : ` and ${more.length} more`;
  throw new UsageError(`${target} is not empty (it holds ${first}${others}): give a new folder`);
}
