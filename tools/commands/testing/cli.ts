import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { projectRoot } from '../../../tester/implementation/root.ts';

/** What a command printed, and how it ended. */
export interface CommandOutput {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** How Node is started so that it runs the project's TypeScript, as the package scripts do. */
export function nodeArguments(script: string, args: readonly string[]): string[] {
  const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
  return ['--import', tsx, path.join(projectRoot, 'tools/commands', script), ...args];
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
