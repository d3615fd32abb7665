import { execFile } from 'node:child_process';
import path from 'node:path';
import { inject } from 'vitest';
import { projectRoot } from '../../../tester/implementation/root.ts';

/** What a command printed, and how it ended. */
export interface CommandOutput {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** How Node is started so that it runs a command: from the bundle that `bundle-commands.ts` has made. */
export function nodeArguments(script: string, args: readonly string[]): string[] {
  const bundle = `${path.basename(script, '.ts')}.mjs`;
  return [path.join(inject('commands'), bundle), ...args];
}

/** Runs a command of the project as a user would, and waits for its end. */
export function runScript(
  script: string,
  args: readonly string[],
  variables: NodeJS.ProcessEnv = {},
): Promise<CommandOutput> {
  return new Promise((resolve) => {
    const env = { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined, ...variables };
    execFile(
      process.execPath,
      nodeArguments(script, args),
      { cwd: projectRoot, env, maxBuffer: 64 * 1024 * 1024 },
      (error, stdout, stderr) => {
        const code = error === null ? 0 : Number(error.code ?? 1);
        resolve({ code, stdout, stderr });
      },
    );
  });
}
