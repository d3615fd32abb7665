import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { projectRoot } from '../../tester/implementation/root.ts';
import { buildChildScript, type ChildScript } from '../confine/child-script.ts';
import { probeConfinement, type Confinement } from '../confine/layers.ts';
import { parsePolicy } from '../policy/load.ts';
import { findSubmissions } from '../submissions/find.ts';
import { folderWith } from '../testing/folder.ts';
import { inertRaft } from '../testing/inert.ts';
import { grade } from './grade.ts';
import { gradesOf, missingJobs } from './grades.ts';
import { isSameGrading, loadGrading, planGrading, saveGrading, type Grading } from './grading.ts';

const policy = parsePolicy(
  '{ "parts": ["3A"], "runs": 20, "scoring": { "kind": "pass-rate" }, "late": { "factor": 0.5 } }',
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
    for (const file of ['applier', 'leader', 'log', 'progress', 'raft', 'rpc', 'state']) {
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
      ...{ grading, submissions, out, confinement, script, jobs: 2 },
      ...(index === undefined ? {} : { shard: { index, of: 3 } }),
      onJob: (job, { from }) => {
        if (from === 'run') done.push(`${job.submission} ${String(job.from)}`);
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
  rmSync(path.join(out, 'jobs/good/40-60.json'));
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

test('a folder of results remembers what it belongs to', () => {
  const { grading } = plan(classFolder());
  const out = folderWith();
  saveGrading(out, grading);
  expect(isSameGrading(out, grading)).toBe(true);
  expect(isSameGrading(out, { ...grading, secret: 'other' })).toBe(false);
  expect(loadGrading(out)).toEqual(grading);
});
