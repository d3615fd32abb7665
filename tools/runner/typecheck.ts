import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { atEnd } from '../../tester/implementation/at-end.ts';
import { projectRoot } from '../../tester/implementation/root.ts';
import { inTemporaryFolder } from '../../tester/implementation/temporary-folder.ts';

/**
 * Type-checks an implementation in a process of its own, while its tests already run: they need no
 * types, but what does not type-check is not done.
 *
 * @param file the absolute path of the file that exports `Make`
 * @param signal ends it at once, when nobody will ask for its answer
 * @returns the compiler's errors, one a line; empty when there are none
 */
export async function typecheck(file: string, signal?: AbortSignal): Promise<readonly string[]> {
  const output = await inTemporaryFolder('raftlab-types-', (folder) => {
    const project = path.join(folder, 'tsconfig.json');
    writeFileSync(project, JSON.stringify(projectOf(file)));
    return compile(project, signal);
  });
  return output.split('\n').filter((line) => line.trim() !== '');
}

/** What the compiler prints; its exit code says no more than that. */
function compile(project: string, signal: AbortSignal | undefined): Promise<string> {
  const compiler = createRequire(import.meta.url).resolve('typescript/bin/tsc');
  return new Promise((resolve) => {
    const args = [compiler, '-p', project, '--pretty', 'false'];
    const options = { cwd: process.cwd(), ...(signal === undefined ? {} : { signal }) };
    const child = execFile(process.execPath, args, options, (_error, stdout) => {
      forget();
      resolve(stdout);
    });
    const forget = atEnd(() => {
      child.kill();
    });
  });
}

/** The same rules as for `skeleton/`, wherever the file lies. */
function projectOf(file: string): object {
  return {
    extends: path.join(projectRoot, 'skeleton/tsconfig.json'),
    compilerOptions: {
      paths: {
        '#raft': [path.join(projectRoot, 'raft/index.ts')],
        '#labgob': [path.join(projectRoot, 'labgob/index.ts')],
      },
    },
    files: [file, path.join(projectRoot, 'raft/globals.d.ts')],
    include: [],
  };
}
