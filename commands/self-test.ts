import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import path from 'node:path';
import { exitCode, runCommand } from './cli.ts';
import { gradePart } from './test/grade-part.ts';

/**
 * `npm test` in the project: everything of the project, through vitest, with the reference and fixed
 * seeds. In what is handed out to students it is `commands/test.ts`: the tests of their own Raft.
 * `npm test 3A`, which is `npm run test:3A`: grades one part.
 * `npm test -- labrpc/network.test.ts`: these files of the project.
 */
async function selfTest(): Promise<number> {
  const [first, ...rest] = process.argv.slice(2);
  const isFlagOrFile = first === undefined || first.startsWith('-') || /[./]/.test(first);
  if (!isFlagOrFile) return gradePart(first, rest);
  return testProject(process.argv.slice(2));
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
