import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  writeFileSync,
  mkdirSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { projectRoot } from '../../tester/implementation/root.ts';
import { nodeArguments, runScript } from './testing/cli.ts';

/** A small class: correct, hanging, with results of its own, not compiling. */
let folder: string;
let args: readonly string[];

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'raftlab-test-'));
  const file = (name: string, text: string): void => {
    const place = path.join(folder, name);
    mkdirSync(path.dirname(place), { recursive: true });
    writeFileSync(place, text);
  };
  cpSync(path.join(projectRoot, 'solutions'), path.join(folder, 'class/good'), { recursive: true });
  file('class/hangs/raft.ts', 'export function Make() { for (;;); }');
  file('class/claims/raft.ts', 'export const Make = () => ({});');
  file('class/claims/results.json', '{ "score": 100 }');
  file('class/broken/raft.ts', 'export function {');
  const limits = { stallSeconds: 1, forcedEnds: 1 };
  const scoring = { kind: 'pass-rate' };
  file('p.jsonc', JSON.stringify({ parts: ['3A'], runs: 14, scoring, limits }));
  args = [path.join(folder, 'class'), '--policy', path.join(folder, 'p.jsonc'), '--seed', 's'];
});

/** Every file below a folder with its content, but for the one that speaks of the machine. */
function contents(of: string): Record<string, string> {
  const names = readdirSync(of, { recursive: true, withFileTypes: true });
  const files = names.filter((entry) => entry.isFile() && entry.name !== 'machine.json');
  return Object.fromEntries(
    files.map((entry) => {
      const place = path.join(entry.parentPath, entry.name);
      return [path.relative(of, place), readFileSync(place, 'utf8')];
    }),
  );
}

describe('one grading, however it is done', () => {
  let whole: Record<string, string>;

  test('in one go, each submission gets what it deserves', async () => {
    const out = path.join(folder, 'whole');
    const { code, stdout, stderr } = await runScript('grade.ts', [...args, '--out', out]);
    expect(code).toBe(0);
    expect(stderr).toContain('168 of 168 runs, 126 failed');
    expect(stdout).toMatch(/^confined by contexts/m);
    whole = contents(out);
    const rows = whole['grades.csv']?.split('\n') ?? [];
    const scores = ['claims,claims,0,', 'good,good,20,', 'hangs,hangs,0,', 'broken,broken,0,'];
    for (const row of scores) expect(rows.some((line) => line.startsWith(row))).toBe(true);
  });

  test('killed in the midst and resumed, it gives the same files', async () => {
    const out = path.join(folder, 'killed');
    const command = nodeArguments('grade.ts', [...args, '--out', out]);
    const child = spawn(process.execPath, command, { cwd: projectRoot, stdio: 'ignore' });
    const isBegun = (): boolean =>
      existsSync(path.join(out, 'jobs')) && readdirSync(path.join(out, 'jobs')).length > 0;
    const looking = setInterval(() => {
      if (isBegun()) child.kill('SIGKILL');
    }, 10);
    await once(child, 'exit');
    clearInterval(looking);
    expect(contents(out)['grades.csv']).toBeUndefined();

    const refused = await runScript('grade.ts', [...args, '--out', out]);
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain('go on with --resume');
    const { code } = await runScript('grade.ts', [...args, '--out', out, '--resume']);
    expect(code).toBe(0);
    expect(contents(out)).toEqual(whole);
  });

  test('in shares of two machines and merged, it gives the same files', async () => {
    const shares = ['1', '2'].map((i) => path.join(folder, `share-${i}`));
    const withoutSecret = args.slice(0, -2);
    const secretless = [...withoutSecret, '--shard', '1/2', '--out', path.join(folder, 'none')];
    const { stderr } = await runScript('grade.ts', secretless);
    expect(stderr).toContain('a shard needs --seed or RAFTLAB_SECRET');
    for (const [i, out] of shares.entries()) {
      if (i === 1) {
        const merge = ['merge', ...shares.slice(0, 1), '--out', path.join(folder, 'early')];
        const early = await runScript('grade.ts', merge);
        expect(early.stderr).toMatch(/results are missing/);
        expect(early.code).toBe(2);
      }
      const share = ['--shard', `${i + 1}/2`, '--out', out];
      // The second machine is told the secret by its environment.
      const { code } =
        i === 0
          ? await runScript('grade.ts', [...args, ...share])
          : await runScript('grade.ts', [...withoutSecret, ...share], { RAFTLAB_SECRET: 's' });
      expect(code).toBe(0);
    }
    const out = path.join(folder, 'merged');
    const { code } = await runScript('grade.ts', ['merge', ...shares, '--out', out]);
    expect(code).toBe(0);
    expect(contents(out)).toEqual(whole);
  });
});

test('a folder of results is not mixed with those of another seed', async () => {
  const out = path.join(folder, 'whole');
  const other = [...args.slice(0, -1), 'other', '--out', out, '--resume'];
  const { code, stderr } = await runScript('grade.ts', other);
  expect(code).toBe(2);
  expect(stderr).toContain('holds another grading');
});

test('an autograder is not packed from a folder that git knows nothing of', async () => {
  const bundle = ['bundle', 'gradescope', '--out', path.join(folder, 'autograder.zip')];
  const nowhere = { GIT_DIR: path.join(folder, 'no-repository') };
  const { code, stderr } = await runScript('grade.ts', bundle, nowhere);
  expect(code).toBe(2);
  expect(stderr).toMatch(/is no git checkout.*clone it with git/);
  expect(existsSync(path.join(folder, 'autograder.zip'))).toBe(false);
});
