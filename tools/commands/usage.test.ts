import { describe, expect, test } from 'vitest';
import { runScript } from './testing/cli.ts';

/** What npm sets when it runs a script and has taken flags for itself. */
function fromNpm(script: string, text: string, taken: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return { npm_lifecycle_event: script, npm_lifecycle_script: text, ...taken };
}

describe.concurrent(
  'flags that npm has taken for itself are given back with the right command line',
  () => {
    test.each([
      [
        ['test.ts', '3A', '7'],
        fromNpm('test:3A', 'tsx tools/commands/test.ts 3A', { npm_config_seed: 'true' }),
        'npm run test:3A -- --seed 7',
      ],
      [
        ['test.ts', '3A'],
        fromNpm('test:3A', 'tsx tools/commands/test.ts 3A', { npm_config_twice: 'true' }),
        'npm run test:3A -- --twice',
      ],
      [
        ['test.ts', 'all', '--raft', 'solutions', 'Figure8'],
        fromNpm('reference', 'tsx tools/commands/test.ts all --raft solutions', {
          npm_config_t: 'true',
        }),
        'npm run reference -- --pattern Figure8',
      ],
      [
        ['sweep.ts', '5', '3A'],
        fromNpm('sweep', 'tsx tools/commands/sweep.ts', { npm_config_runs: 'true' }),
        'npm run sweep -- 3A --runs 5',
      ],
      [
        ['sweep.ts', '3A'],
        fromNpm('sweep', 'tsx tools/commands/sweep.ts', {
          npm_config_runs: '5',
          npm_config_seed: '9',
        }),
        'npm run sweep -- 3A --runs 5 --seed 9',
      ],
      [
        ['debug.ts', '3A', '7'],
        fromNpm('debug', 'tsx tools/commands/debug.ts', { npm_config_seed: 'true' }),
        'npm run debug -- 3A --seed 7',
      ],
      [
        ['watch.ts'],
        fromNpm('watch', 'tsx tools/commands/watch.ts', { npm_config_twice: 'true' }),
        'npm run watch -- <part> --twice',
      ],
      [
        ['grade.ts', 'class', 'out'],
        fromNpm('grade', 'tsx tools/commands/grade.ts', {
          npm_config_out: 'true',
          npm_config_traces: '',
        }),
        'npm run grade -- class --no-traces --out out',
      ],
      [
        ['view.ts', 'TestReElection3A', '7'],
        fromNpm('view', 'tsx tools/commands/view.ts', { npm_config_open: '' }),
        'npm run view -- TestReElection3A 7 --no-open',
      ],
      [
        ['explore.ts', '3B'],
        fromNpm('explore', 'tsx tools/commands/explore.ts', { npm_config_part: 'true' }),
        'npm run explore -- --part 3B',
      ],
    ])('%j', async ([script = '', ...args], env, line) => {
      const { code, stderr } = await runScript(script, args, env);
      expect(stderr).toMatch(/^npm has taken --[\w-]+(, --[\w-]+)* for itself/);
      expect(stderr).toContain(`\n  ${line}\n`);
      expect(code).toBe(2);
    });
  },
);

describe.concurrent(
  'the part of watch and debug is one word, or a message says what to type',
  () => {
    const usage = 'usage: npm run watch 3A [-- options], for one of 3A, 3B, 3C, 3D, phases or all';
    test.each([
      ['watch.ts', [], `error: missing required argument 'part'\n${usage}`],
      [
        'watch.ts',
        ['3A', '3B'],
        `error: too many arguments. Expected 1 argument but got 2.\n${usage}`,
      ],
      ['watch.ts', ['--seed', '7'], `error: missing required argument 'part'\n${usage}`],
      [
        'debug.ts',
        ['3E'],
        'unknown part 3E: expected 3A, 3B, 3C, 3D, phases or all, as in npm run debug 3A',
      ],
    ])('%s %j', async (script, args, message) => {
      const { code, stdout, stderr } = await runScript(script, args);
      expect(stderr).toBe(`${message}\n`);
      expect(stdout).toBe('');
      expect(code).toBe(2);
    });
  },
);

describe.concurrent(
  'npm test says what to run instead when it is given the flags of a part',
  () => {
    test.each([
      [['--seed', '7'], {}, 'npm run test:3A -- --seed 7'],
      [['--raft', 'solutions', '-t', 'x'], {}, 'npm run test:3A -- --raft solutions -t x'],
      [['--log=VOTE'], {}, 'npm run test:3A -- --log=VOTE'],
      [
        ['7'],
        fromNpm('test', 'tsx tools/commands/self-test.ts', { npm_config_seed: 'true' }),
        '--seed …',
      ],
    ])('%j', async (args, env, line) => {
      const { code, stderr } = await runScript('self-test.ts', args, env);
      expect(stderr).toContain("npm test runs the project's own tests");
      expect(stderr).toContain(line);
      expect(stderr).not.toMatch(/\n\s+at /);
      expect(code).toBe(2);
    });
  },
);

describe.concurrent('an option that would have no effect is refused before anything runs', () => {
  test.each([
    ['test.ts', ['3A', '--server', '1'], '--server says what --log shows'],
    ['test.ts', ['3A', '--to', '1'], '--to says what --log shows'],
    ['test.ts', ['3A', '--log', '--from', '2', '--to', '1'], '--from 2 comes after --to 1'],
    ['test.ts', ['3B', '--log', '--server', '9'], 'servers count from 0 to 4'],
    ['watch.ts', ['3A', '--from', '1'], '--from says what --log shows'],
    ['sweep.ts', ['3A', '--failed'], '3A has no effect here: --failed runs what failed'],
    ['sweep.ts', ['--failed', '--runs', '5'], '--runs has no effect here'],
    ['mutants.ts', ['--sources', 'x', '--seeds', '2'], '--seeds has no effect here'],
    ['bench.ts', ['--viewer', '--passes', '2'], '--passes has no effect here'],
    ['grade.ts', ['labs', '--shard', '1/2', '--canvas', 'x'], '--canvas has no effect here'],
    ['grade.ts', ['labs', '--classroom50', 'x'], '--classroom50 writes the result of one'],
    ['view.ts', ['package.json', '7'], 'package.json holds its run'],
    ['view.ts', ['/nope.json'], 'there is no file /nope.json'],
  ])('%s %j', async (script, args, reason) => {
    const { code, stdout, stderr } = await runScript(script, args);
    expect(stderr).toContain(reason);
    expect(stderr).not.toMatch(/\n\s+at /);
    expect(stdout).toBe('');
    expect(code).toBe(2);
  });
});
