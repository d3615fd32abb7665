import { spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from '../../tester/implementation/root.ts';
import { UsageError } from './usage-error.ts';

/**
 * The files that belong to the project: those that git tracks and, unless told otherwise, those that
 * it would track. Paths are relative to the project's root.
 *
 * @throws UsageError where git knows nothing of the project
 */
export function projectFiles({ untracked }: { untracked: 'with' | 'without' }): readonly string[] {
  const others = untracked === 'with' ? ['--others', '--exclude-standard'] : [];
  return git(['ls-files', '-z', '--cached', ...others], projectRoot)
    .split('\0')
    .filter((name) => {
      const file = path.join(projectRoot, name);
      return name !== '' && existsSync(file) && statSync(file).isFile();
    });
}

/** The files below a folder that are not as they were committed, or not committed at all. */
export function uncommittedFiles(folder: string, root = projectRoot): readonly string[] {
  return git(['status', '--porcelain', '-z', '-uall', '--no-renames', '--', folder], root)
    .split('\0')
    .filter((entry) => entry !== '')
    .map((entry) => entry.slice(3));
}

function git(args: readonly string[], root: string): string {
  const { stdout, stderr, status } = spawnSync('git', args, { cwd: root, encoding: 'utf8' });
  if (status === 0) return stdout;
  throw new UsageError(
    `${root} is no git checkout, which tells what belongs to the project: ` +
      `clone it with git${typeof stderr === 'string' ? ` (${stderr.trim()})` : ''}`,
  );
}
