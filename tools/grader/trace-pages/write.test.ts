import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { parse, readTrace } from '../../viewer/trace-file.ts';
import { buildChildScript, type ChildScript } from '../confine/child-script.ts';
import { probeConfinement, type Confinement } from '../confine/layers.ts';
import { brokenRules } from '../outputs/failures.ts';
import { parsePolicy } from '../policy/load.ts';
import { grade } from '../run/grade.ts';
import { type Grade } from '../run/grades.ts';
import { gradesOf } from '../testing/grades.ts';
import { planGrading } from '../run/grading.ts';
import type { RunRecord } from '../run/record.ts';
import { findSubmissions } from '../submissions/find.ts';
import { folderWith } from '../testing/folder.ts';
import { inertRaft } from '../testing/inert.ts';
import { writeTracePages } from './write.ts';

const evil = '</script><script>alert(1)</script>';
const all = findSubmissions(
  folderWith({
    'fails/raft.ts': inertRaft({ make: `console.log(${JSON.stringify(evil)});` }),
    'hangs/raft.ts': 'export function Make() { for (;;); }',
    'broken/raft.ts': 'export function {',
  }),
);
/** Only the one that neither hangs nor fails to compile. */
const failing = all.filter(({ id }) => id === 'fails');
let confinement: Confinement;
let script: ChildScript;

interface Written {
  readonly out: string;
  readonly grades: readonly Grade[];
  readonly again: () => Promise<void>;
  readonly pageOf: (id: string) => string | undefined;
}

/** Grades submissions that all fail, and writes their pages. */
async function write(
  seeds: object,
  { submissions = failing, ...more }: { submissions?: typeof all; [more: string]: unknown } = {},
): Promise<Written> {
  const policy = parsePolicy(
    JSON.stringify({ seeds, limits: { stallSeconds: 1, forcedEnds: 1 }, parts: ['3A'], ...more }),
    'p',
  );
  const grading = planGrading(policy, 's', submissions);
  const out = folderWith();
  const options = { grading, submissions, out, confinement, script, jobs: 2 };
  await grade(options);
  const grades = gradesOf(grading, out);
  const tracePage = await writeTracePages({ ...options, grades });
  return {
    out,
    grades,
    again: async () => {
      await writeTracePages({ ...options, grades });
    },
    pageOf: (id) => {
      const page = tracePage(id, example(grades, id));
      return page === undefined ? undefined : path.join(out, 'submissions', id, page);
    },
  };
}

function example(grades: readonly Grade[], id: string): RunRecord {
  const found = grades.find(({ student }) => student.id === id);
  const [rule] = found === undefined ? [] : brokenRules(found);
  if (rule === undefined) throw new Error(`${id} broke nothing`);
  return rule.example;
}

let open: Written;

beforeAll(async () => {
  confinement = probeConfinement();
  script = await buildChildScript();
  open = await write({ kind: 'public' }, { submissions: all });
});

test('the page shows the very run that failed, with the command for it', async () => {
  const page = open.pageOf('fails') ?? '';
  const record = example(open.grades, 'fails');
  const text = readFileSync(page, 'utf8');
  const { result, replay } = parse(text);
  expect(result).toMatchObject({
    test: record.test,
    seed: record.seed,
    traceHash: record.traceHash,
    failure: { property: record.failure?.property },
  });
  expect(replay).toBe(`npm run test:3A -- --seed ${record.seed} -t ${record.test}`);
  expect((await readTrace(text)).recording.length).toBeGreaterThan(10);
});

test('what the submission prints is no part of the page’s code', () => {
  expect(readFileSync(open.pageOf('fails') ?? '', 'utf8')).not.toContain(evil);
});

test('a page is the same however fast the machine was, and is not made twice', async () => {
  const page = open.pageOf('fails') ?? '';
  expect(parse(readFileSync(page, 'utf8')).result.statistics.realMs).toBe(0);
  const { ino } = statSync(page);
  await open.again();
  expect(statSync(page).ino).toBe(ino);
});

test('a run that was ended by force, or never began, has no page', () => {
  expect(open.pageOf('hangs')).toBeUndefined();
  expect(open.pageOf('broken')).toBeUndefined();
});

test('the page of a run among the reference shows all servers, and whose code is where', async () => {
  const among = await write({ kind: 'public' }, { parts: ['3B'], peers: 'reference' });
  const record = example(among.grades, 'fails');
  const { result, replay } = parse(readFileSync(among.pageOf('fails') ?? '', 'utf8'));
  expect(result.traceHash).toBe(record.traceHash);
  expect(record.peersUsed).toMatchObject({ kind: 'reference', home: result.peers?.home });
  expect(result.peers?.implementation).toBe('solutions');
  expect(replay).toMatch(/ --peers solutions$/);
});

test.each([
  ['phases', 'TestTwoLeaders', /^npm run test:phases -- --seed \d+ -t TestTwoLeaders$/],
  ['explore', 'Exploration', /^npm run explore -- --seed \d+ --runs 1$/],
])('a run of a bonus has its page too: %s', async (part, name, command) => {
  const beyond = await write({ kind: 'public' }, { parts: [], bonus: { [name]: 1 } });
  const record = example(beyond.grades, 'fails');
  const { result, replay } = parse(readFileSync(beyond.pageOf('fails') ?? '', 'utf8'));
  expect(result).toMatchObject({ part, test: name, traceHash: record.traceHash });
  expect(replay).toMatch(command);
});

test('sealed seeds that nobody may see are in no page', async () => {
  const closed = await write({ kind: 'sealed', reveal: 'never' });
  expect(closed.pageOf('fails')).toBeUndefined();
  expect(existsSync(path.join(closed.out, 'submissions/fails/traces'))).toBe(false);
});
