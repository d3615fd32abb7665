import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { projectRoot } from '../../tester/implementation/root.ts';
import { nodeArguments, runScript } from './testing/cli.ts';

/** `script` of util-linux gives a program a terminal. */
const hasTerminal = spawnSync('script', ['-qec', 'true', '/dev/null']).status === 0;
if (!hasTerminal) process.stderr.write('Tests are skipped: there is no `script` of util-linux\n');

const args = ['3A', '--raft', 'solutions', '--seed', '7', '-t', 'InitialElection'];
const colored = '\u001b[';

describe('colours on a terminal', () => {
  function onTerminal(variables: NodeJS.ProcessEnv): string {
    const words = [process.execPath, ...nodeArguments('test.ts', args)];
    const line = words.map((word) => `'${word}'`).join(' ');
    const env = { ...process.env, TERM: 'xterm', NO_COLOR: undefined, FORCE_COLOR: undefined };
    const { stdout } = spawnSync('script', ['-qec', line, '/dev/null'], {
      cwd: projectRoot,
      env: { ...env, CI: undefined, ...variables },
      encoding: 'utf8',
    });
    expect(stdout).toContain('1 of 1 test');
    return stdout;
  }

  test.skipIf(!hasTerminal)('are there', () => {
    expect(onTerminal({})).toContain(colored);
  });

  test.skipIf(!hasTerminal)('are not there with NO_COLOR=1', () => {
    expect(onTerminal({ NO_COLOR: '1' })).not.toContain(colored);
  });
});

test('FORCE_COLOR=1 puts colours on a pipe, whatever NO_COLOR says', async () => {
  const { stdout } = await runScript('test.ts', args, { FORCE_COLOR: '1', NO_COLOR: '1' });
  expect(stdout).toContain(colored);
});

test('commands get their colours from one place', () => {
  const folder = path.join(projectRoot, 'tools/commands');
  const direct = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .filter((name) => /^import chalk\b/m.test(readFileSync(path.join(folder, name), 'utf8')));
  expect(direct).toEqual([]);
});
