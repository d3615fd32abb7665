import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { atEnd } from '../../tester/implementation/at-end.ts';
import { projectRoot } from '../../tester/implementation/root.ts';
import { bundleScripts } from './child-scripts.ts';
import { keepAnswer, keptAnswer, type Answer } from './kept/answers.ts';
import { lookAt } from './kept/looks.ts';

/**
 * Type-checks an implementation in a process of its own, while its tests already run: they need no
 * types, but what does not type-check is not done. As long as nothing has changed that the compiler
 * looked at, its answer is the one from the last time.
 *
 * @param file the absolute path of the file that exports `Make`
 * @param signal ends it at once, when nobody will ask for its answer
 * @returns the compiler's errors, one a line; empty when there are none
 */
export async function typecheck(file: string, signal?: AbortSignal): Promise<readonly string[]> {
  const config = JSON.stringify(projectOf(file));
  // The compiler names files as seen from the current folder.
  const question = JSON.stringify([config, process.cwd(), ...whoAnswers()]);
  const kept = keptAnswer(question);
  if (kept !== undefined) return kept;
  const answer = await compile(config, signal);
  keepAnswer(question, answer);
  return answer.lines;
}

/** The compiler's version, and the code here that asks it and keeps its answers. */
function whoAnswers(): readonly string[] {
  const folders = ['types', 'kept'].map((name) => path.join(projectRoot, 'tools/runner', name));
  const ours = folders.flatMap((folder) =>
    readdirSync(folder).map((name) => path.join(folder, name)),
  );
  return [createRequire(import.meta.url).resolve('typescript/package.json'), ...ours].map(lookAt);
}

async function compile(config: string, signal: AbortSignal | undefined): Promise<Answer> {
  const folder = await bundleScripts({ compiler: 'tools/runner/types/compiler.ts' });
  return new Promise((resolve) => {
    const args = [path.join(folder, 'compiler.mjs'), config];
    const options = { maxBuffer: Infinity, ...(signal === undefined ? {} : { signal }) };
    const child = execFile(process.execPath, args, options, (error, stdout) => {
      forget();
      if (error === null) resolve(JSON.parse(stdout) as Answer);
      else resolve({ lines: [`the compiler gave no answer: ${error.message}`], looks: undefined });
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
