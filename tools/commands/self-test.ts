import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import path from 'node:path';
import { exitCode, runCommand } from './cli.ts';
import { isPart } from '../runner/select.ts';
import { UsageError } from '../runner/usage-error.ts';
import { takenFlags } from './npm-flags.ts';
import { gradePart } from './test/grade-part.ts';
import { partCommand, partOptions } from './test/options.ts';

/**
 * `npm test` in the project: everything of the project, through vitest, with the reference and fixed
 * seeds. In what is handed out to students it is `tools/commands/test.ts`: the tests of their own Raft.
 * `npm test 3A`, which is `npm run test:3A`: grades one part.
 * `npm test -- labrpc/network.test.ts`: these files of the project.
 */
async function selfTest(): Promise<number> {
  const [first, ...rest] = process.argv.slice(2);
  if (first !== undefined && isPart(first)) return gradePart(first, partOptions(first, rest));
  const args = process.argv.slice(2);
  refuseFlagsOfParts(args);
  const isFlagOrFile = first === undefined || first.startsWith('-') || /[./]/.test(first);
  return isFlagOrFile ? testProject(args) : gradePart(first, partOptions(first, rest));
}

/** vitest has an end of its own for flags that it does not know: a stack. `-t` is one that it has. */
function refuseFlagsOfParts(args: readonly string[]): void {
  const { options } = partCommand('all');
  const isOfParts = (word: string): boolean =>
    options.some(({ long }) => long === word.replace(/=.*$/, ''));
  const given = args.find(isOfParts);
  const flag = given ?? takenFlags(options, process.env).map(({ long }) => long)[0];
  if (flag === undefined) return;
  const meant = given === undefined ? `${flag} …` : args.join(' ');
  throw new UsageError(
    `npm test runs the project's own tests, and ${flag} is for the tests of your Raft:\n` +
      `  npm run test:3A -- ${meant}\n` +
      'or test:3B, test:3C, test:3D, test:all; with --raft solutions they run on the reference',
  );
}

/** What is given after `npm test --` goes to vitest. */
function testProject(args: readonly string[]): Promise<number> {
  const require = createRequire(import.meta.url);
  const vitest = path.join(path.dirname(require.resolve('vitest/package.json')), 'vitest.mjs');
  const child = spawn(process.execPath, [vitest, 'run', ...args], {
    stdio: 'inherit',
    env: { RAFTLAB_RAFT: 'solutions', RAFTLAB_SEED: '1', ...process.env },
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code) => {
      resolve(code ?? exitCode.failed);
    });
  });
}

await runCommand(selfTest);
