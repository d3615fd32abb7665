import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { projectRoot } from '../../../tester/implementation/root.ts';
import { buildChildScript, type ChildScript } from '../confine/child-script.ts';
import { probeConfinement, type Confinement } from '../confine/layers.ts';
import { parsePolicy } from '../policy/load.ts';
import { findSubmissions } from '../submissions/find.ts';
import { folderWith } from '../testing/folder.ts';
import { inertRaft } from '../testing/inert.ts';
import { grade, type GradeOptions } from './grade.ts';
import { missingJobs, outcomesOf } from './grades.ts';
import { gradesOf } from '../testing/grades.ts';
import { isSameGrading, loadGrading, planGrading, saveGrading, type Grading } from './grading.ts';

const policy = parsePolicy(
  '{ "parts": ["3A"], "runs": 14, "scoring": { "kind": "pass-rate" }, "late": { "factor": 0.5 } }',
  'p',
);
let confinement: Confinement;
let script: ChildScript;

beforeAll(async () => {
  confinement = probeConfinement();
  script = await buildChildScript();
});

/** A class with one of each: correct, late, inert, not compiling, empty. */
function classFolder(): string {
  const folder = folderWith({
    'broken/raft.ts': 'export function Make( {',
    'empty/readme.txt': 'I was ill',
    'inert/raft.ts': inertRaft({}),
  });
  const reference = path.join(projectRoot, 'solutions');
  for (const name of ['good']) {
    mkdirSync(path.join(folder, name));
    for (const file of [
      'applier',
      'entry-encoder',
      'leader',
      'log',
      'progress',
      'raft',
      'rpc',
      'state',
    ]) {
      const text = readFileSync(path.join(reference, `${file}.ts`), 'utf8');
      writeFileSync(path.join(folder, name, `${file}.ts`), text);
    }
  }
  return folder;
}

function plan(folder: string): {
  grading: Grading;
  run: (out: string, n?: number) => Promise<string[]>;
} {
  const submissions = findSubmissions(folder);
  const grading = planGrading(policy, 'secret', submissions);
  const run = async (out: string, index?: number): Promise<string[]> => {
    const done: string[] = [];
    await grade({
      grading,
      submissions,
      out,
      confinement,
      script,
      jobs: 2,
      ...(index === undefined ? {} : { shard: { index, of: 3 } }),
      onJob: (job, { from }) => {
        if (from === 'run') done.push(`${job.submission} ${job.from}`);
      },
    });
    return done;
  };
  return { grading, run };
}

test('a class is graded, never twice, and shards together give the same grades', async () => {
  const { grading, run } = plan(classFolder());
  const out = folderWith();
  saveGrading(out, grading);
  expect(await run(out)).toHaveLength(8);
  const grades = gradesOf(grading, out);
  expect(grades.map(({ student, score, problem }) => [student.id, score, problem])).toEqual([
    ['broken', 0, expect.stringMatching(/^raft\.ts:1:\d+: Expected identifier/)],
    ['empty', 0, 'the submission holds no raft.ts'],
    ['good', 20, undefined],
    ['inert', 0, undefined],
  ]);

  // A lost result is done again, and nothing else is.
  rmSync(path.join(out, 'jobs/good/40-42.json'));
  expect(() => gradesOf(grading, out)).toThrow('1 of 8 results are missing');
  expect(await run(out)).toEqual(['good 40']);
  expect(gradesOf(loadGrading(out), out)).toEqual(grades);

  const shared = folderWith();
  await run(shared, 1);
  expect(missingJobs(grading, shared)).toHaveLength(5);
  await run(shared, 2);
  await run(shared, 3);
  expect(gradesOf(grading, shared)).toEqual(grades);
  const file = 'jobs/inert/0-40.json';
  expect(readFileSync(path.join(shared, file))).toEqual(readFileSync(path.join(out, file)));
});

/** One job a submission. */
const few = parsePolicy('{ "parts": ["3A"], "runs": 1 }', 'few');

describe('what the grading itself fails in is no result of a submission', () => {
  const failing: readonly [string, (options: GradeOptions) => Partial<GradeOptions>, RegExp][] = [
    [
      'a folder that the bundler refuses',
      ({ out }) => ({ out: path.relative('.', out) }),
      /bundling/,
    ],
    [
      'a confinement that does not start',
      ({ confinement: ours }) => ({
        confinement: { ...ours, command: () => ['/no/such/program'] },
      }),
      /ENOENT/,
    ],
    [
      'a confined process that dies before it is ready',
      ({ confinement: ours }) => ({
        confinement: { ...ours, command: () => [process.execPath, '-e', 'process.exit(3)'] },
      }),
      /did not start/,
    ],
    [
      'a confined process that is asked for a test it does not know',
      ({ grading }) => {
        const tests = grading.tests.map((each) => ({ ...each, name: 'TestOfTomorrow' }));
        return { grading: { ...grading, tests } };
      },
      /TestOfTomorrow/,
    ],
    [
      'submissions that cannot be read',
      ({ submissions }) => ({
        submissions: submissions.map((each) => ({
          ...each,
          items: [{ path: '/no/such/archive.zip', name: 'archive.zip' }],
        })),
      }),
      /ENOENT/,
    ],
  ];

  test.each(failing)('%s', async (_name, breakIt, reason) => {
    const folder = folderWith({ 'inert/raft.ts': inertRaft({}) });
    const submissions = findSubmissions(folder);
    const grading = planGrading(few, 'secret', submissions);
    const out = folderWith();
    const options = { grading, submissions, out, confinement, script, jobs: 2 };
    await grade({ ...options, ...breakIt(options) });
    const [outcome] = outcomesOf(grading, out);
    expect(outcome).toMatchObject({ kind: 'not-graded', student: { id: 'inert' } });
    expect(outcome).toHaveProperty('reason', expect.stringMatching(reason));

    // Mended, it is graded by the next call, which does just this again.
    const done: string[] = [];
    await grade({ ...options, onJob: (_job, { from }) => done.push(from) });
    expect(done).toEqual(['run']);
    expect(gradesOf(grading, out)).toMatchObject([{ kind: 'graded', score: 0 }]);
  });

  test('a failure takes the place of a result that is no longer true', async () => {
    const submissions = findSubmissions(folderWith({ 'inert/raft.ts': inertRaft({}) }));
    const grading = planGrading(few, 'secret', submissions);
    const out = folderWith();
    const options = { grading, submissions, out, confinement, script, jobs: 2 };
    await grade(options);
    const changed = findSubmissions(
      folderWith({ 'inert/raft.ts': inertRaft({ top: 'console.log(1);' }) }),
    );
    await grade({
      ...options,
      submissions: changed,
      confinement: { ...confinement, command: () => ['/no/such/program'] },
    });
    expect(outcomesOf(grading, out)).toMatchObject([{ kind: 'not-graded' }]);
  });
});

test('results of another version of the tests are no zeros', async () => {
  const submissions = findSubmissions(folderWith({ 'inert/raft.ts': inertRaft({}) }));
  const grading = planGrading(few, 'secret', submissions);
  const out = folderWith();
  await grade({ grading, submissions, out, confinement, script, jobs: 2 });
  const [first, ...rest] = grading.tests;
  const renamed = { ...grading, tests: [{ ...first, name: 'TestOfTomorrow' }, ...rest] } as Grading;
  const [outcome] = outcomesOf(renamed, out);
  expect(outcome).toHaveProperty('reason', expect.stringMatching(/another version of the tests/));
});

test('a folder of results remembers what it belongs to', () => {
  const { grading } = plan(classFolder());
  const out = folderWith();
  saveGrading(out, grading);
  expect(isSameGrading(out, grading)).toBe(true);
  expect(isSameGrading(out, { ...grading, secret: 'other' })).toBe(false);
  expect(loadGrading(out)).toEqual(grading);
});
