import { spawnSync } from 'node:child_process';
import { UsageError } from '../runner/usage-error.ts';

/**
 * Makes the `package-lock.json` of a folder agree with its `package.json`, which needs fewer packages
 * than the lock has. npm itself takes the others out, without asking the registry.
 */
export function lockPackages(folder: string): void {
  // npm tells its scripts where it is; what else it tells them is about the project they belong to.
  const { npm_execpath: running = '' } = process.env;
  const env = Object.entries(process.env).filter(([name]) => !/^npm_/i.test(name));
  const isNpm = running.endsWith('npm-cli.js');
  const [command, ...first] = isNpm ? [process.execPath, running] : ['npm'];
  const flags = ['--package-lock-only', '--package-lock', '--offline', '--ignore-scripts'];
  const args = [...first, 'install', ...flags, '--no-audit', '--no-fund'];
  const { status, stderr, error } = spawnSync(command, args, {
    cwd: folder,
    encoding: 'utf8',
    env: Object.fromEntries(env),
    // On Windows npm is a script of the shell.
    shell: !isNpm && process.platform === 'win32',
  });
  if (status === 0) return;
  throw new UsageError(`npm could not make the package-lock.json: ${error?.message ?? stderr}`);
}
