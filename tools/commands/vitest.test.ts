import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import path from 'node:path';
import { expect, test } from 'vitest';
import { projectRoot } from '../../tester/implementation/root.ts';

test('a test of a lab that fails in vitest tells the story and has its page attached', () => {
  const vitest = path.dirname(createRequire(import.meta.url).resolve('vitest/package.json'));
  const args = ['run', 'labs/3a-election', '-t', 'TestInitialElection3A'];
  const env = { ...process.env, RAFTLAB_RAFT: 'skeleton', RAFTLAB_SEED: '78', NO_COLOR: '1' };
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [path.join(vitest, 'vitest.mjs'), ...args],
    { cwd: projectRoot, env, encoding: 'utf8' },
  );
  expect(status).toBe(1);
  expect(stderr).toContain('expected one leader, got none');
  expect(stderr).toContain('page traces/TestInitialElection3A-78.html');
  expect(stderr + stdout).toContain('the run as a page');
});
