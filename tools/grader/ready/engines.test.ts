import { execFileSync, spawn, spawnSync, type SpawnSyncReturns } from 'node:child_process';
import { cpSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, describe, expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { runScript } from '../../commands/testing/cli.ts';
import { projectRoot } from '../../../tester/implementation/root.ts';
import { folderWith } from '../testing/folder.ts';

/**
 * The commands of the ready files, run for real on this machine: what an engine would start on many
 * is started here, with what the engine sets in the environment.
 */

const secret = 'open sesame';
const here = path.join(projectRoot, 'tools/grader/ready');
const hasParallel = spawnSync('parallel', ['--version']).status === 0;
if (!hasParallel) {
  process.stderr.write('A test is skipped: no GNU parallel (apt-get install parallel)\n');
}

/** Mostly quick to fail, and enough for three shares of several jobs. */
const work = folderWith({
  'submissions/fails/raft.ts': 'export function Make() { throw new Error("no"); }',
  'submissions/fails too/raft.ts': 'export function Make() { return 1; }',
  'submissions/is broken/raft.ts': 'export function {',
  'grading.jsonc': '{ "parts": ["3A"], "runs": 20, "scoring": { "kind": "pass-rate" } }',
});
cpSync(path.join(projectRoot, 'solutions'), path.join(work, 'submissions/passes'), {
  recursive: true,
});
const submissions = path.join(work, 'submissions');
const policy = path.join(work, 'grading.jsonc');
let whole: Record<string, string>;

beforeAll(async () => {
  const out = path.join(work, 'whole');
  const args = [submissions, '--policy', policy, '--seed', secret, '--out', out];
  expect((await runScript('grade.ts', args)).code).toBe(0);
  whole = contents(out);
});

/** Every file below a folder with its content. */
function contents(of: string): Record<string, string> {
  const entries = readdirSync(of, { recursive: true, withFileTypes: true });
  return Object.fromEntries(
    entries
      .filter((entry) => entry.isFile())
      .map((entry) => path.join(entry.parentPath, entry.name))
      .map((file) => [path.relative(of, file), readFileSync(file, 'utf8')]),
  );
}

function shell(command: readonly string[], env: Record<string, string>): SpawnSyncReturns<string> {
  const [program = '', ...args] = command;
  return spawnSync(program, args, {
    cwd: projectRoot,
    env: { ...process.env, RAFTLAB_SECRET: secret, ...env },
    encoding: 'utf8',
  });
}

async function merged(out: string): Promise<Record<string, string>> {
  const shares = readdirSync(out).map((name) => path.join(out, name));
  const to = path.join(out, 'grades');
  expect((await runScript('grade.ts', ['merge', ...shares, '--out', to])).code).toBe(0);
  return contents(to);
}

test.skipIf(!hasParallel)(
  'GNU parallel: a share is killed midway and goes on; the grade is that of one machine',
  async () => {
    const out = path.join(work, 'with parallel');
    const script = path.join(here, 'parallel.sh');
    const child = spawn('bash', [script, submissions, policy, out, '3'], {
      env: { ...process.env, RAFTLAB_SECRET: secret },
      stdio: 'ignore',
    });
    const ended = new Promise<number | null>((resolve) => {
      child.on('exit', resolve);
    });
    const first = path.join(out, 'share-2/jobs');
    while (!existsSync(first)) await sleep(20);
    const graders = gradersOf(path.join(out, 'share-2'));
    expect(graders).not.toEqual([]);
    for (const pid of graders) process.kill(pid, 'SIGKILL');
    const stored = jobsIn(path.join(out, 'share-2'));
    expect(await ended).toBe(0);
    // It really was in the midst of its work.
    expect(stored).toBeLessThan(jobsIn(path.join(out, 'share-2')));
    expect(contents(path.join(out, 'grades'))).toEqual(whole);
  },
);

/** The processes that write into this folder and no other. */
function gradersOf(folder: string): number[] {
  const table = execFileSync('ps', ['-eo', 'pid=,args='], { encoding: 'utf8' });
  return table
    .split('\n')
    .filter((line) => line.includes(`--out ${folder} `) && line.includes('tools/commands/grade.ts'))
    .map((line) => Number.parseInt(line, 10));
}

function jobsIn(share: string): number {
  const files = readdirSync(path.join(share, 'jobs'), { recursive: true, withFileTypes: true });
  return files.filter((entry) => entry.isFile() && entry.name.endsWith('.json')).length;
}

test('a Slurm array: every task does its share', async () => {
  const out = path.join(work, 'with slurm');
  for (const task of ['1', '2']) {
    const { status } = shell(['bash', path.join(here, 'slurm.sbatch')], {
      SUBMISSIONS: submissions,
      POLICY: policy,
      OUT: out,
      SLURM_ARRAY_TASK_ID: task,
      SLURM_ARRAY_TASK_COUNT: '2',
      SLURM_CPUS_PER_TASK: '2',
    });
    expect(status).toBe(0);
  }
  expect(await merged(out)).toEqual(whole);
});

describe('a Kubernetes Indexed Job', () => {
  const [job] = parseAllDocuments(readFileSync(path.join(here, 'kubernetes.yaml'), 'utf8')).map(
    (document) => document.toJS() as Job,
  );
  const completions = job?.spec.completions ?? 0;
  const [container] = job?.spec.template.spec.containers ?? [];

  test('has as many pods as shares', () => {
    expect(container?.args[0]).toContain(`/${completions}"`);
    expect(job?.spec).toMatchObject({ completionMode: 'Indexed', parallelism: completions });
  });

  test('every pod does its share of the same work', async () => {
    const out = path.join(work, 'with kubernetes');
    const text = (container?.args[0] ?? '')
      .replaceAll('/work/submissions', `"${submissions}"`)
      .replaceAll('/work/grading.jsonc', `"${policy}"`)
      .replaceAll('/work/', `${out}/`)
      .replaceAll(`/${completions}"`, '/2"');
    for (const index of ['0', '1']) {
      const command = [...(container?.command ?? []), text];
      expect(shell(command, { JOB_COMPLETION_INDEX: index }).status).toBe(0);
    }
    expect(await merged(out)).toEqual(whole);
  });
});

interface Job {
  readonly spec: {
    readonly completions: number;
    readonly template: {
      readonly spec: {
        readonly containers: readonly {
          readonly command: readonly string[];
          readonly args: readonly string[];
        }[];
      };
    };
  };
}
