import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { projectRoot } from '../tester/implementation/root.ts';

/**
 * Type-checks an implementation in a process of its own, while its tests already run: they need no
 * types, but what does not type-check is not done.
 *
 * @param file the absolute path of the file that exports `Make`
 * @returns the compiler's errors, one a line; empty when there are none
 */
export async function typecheck(file: string): Promise<readonly string[]> {
  const folder = mkdtempSync(path.join(tmpdir(), 'raftlab-types-'));
  const project = path.join(folder, 'tsconfig.json');
  writeFileSync(project, JSON.stringify(projectOf(file)));
  const compiler = createRequire(import.meta.url).resolve('typescript/bin/tsc');
  const output = await new Promise<string>((resolve) => {
    const args = [compiler, '-p', project, '--pretty', 'false'];
    // The compiler's exit code says no more than its output does.
    execFile(process.execPath, args, { cwd: process.cwd() }, (_error, stdout) => {
      resolve(stdout);
    });
  });
  rmSync(folder, { recursive: true, force: true });
  return output.split('\n').filter((line) => line.trim() !== '');
}

/** The same rules as for `skeleton/`, wherever the file lies. */
function projectOf(file: string): object {
  return {
    extends: path.join(projectRoot, 'skeleton/tsconfig.json'),
    compilerOptions: {
      paths: {
        '#raft': [path.join(projectRoot, 'raft/index.ts')],
        '#labgob': [path.join(projectRoot, 'labgob/index.ts')],
        'msgpackr/pack': [path.join(projectRoot, 'labgob/packr.d.ts')],
      },
    },
    files: [file, path.join(projectRoot, 'raft/globals.d.ts')],
    include: [],
  };
}
