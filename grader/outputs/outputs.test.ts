import { parse } from 'csv-parse/sync';
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { parsePolicy } from '../policy/load.ts';
import { gradeOf, type Grade } from '../run/grades.ts';
import { planGrading, type Student } from '../run/grading.ts';
import { failedRecord, type RunRecord } from '../run/record.ts';
import { classroom50Result, classroom50Schema, contextFromEnvironment } from './classroom50.ts';
import { canvasCsv, genericCsv, moodleCsv } from './csv.ts';
import { gradescopeResults, gradescopeSchema } from './gradescope.ts';
import { htmlReport } from './html.ts';
import { junitReport } from './junit.ts';
import { prairieLearnResults, prairieLearnSchema } from './prairielearn.ts';
import { summaryPage } from './summary.ts';
import { textReport } from './text.ts';

const policy = parsePolicy(
  '{ "title": "Lab 3", "parts": ["3A"], "points": { "3A": 9, "TestInitialElection3A": 4 }, "runs": 2, "scoring": { "kind": "pass-rate" }, "late": { "factor": 0.5 } }',
  'p',
);
const evil = '</pre><script>alert(1)</script>\u001b[31m\u0000]]>';

function student(platform: Student['platform'], name: string, isLate = false): Student {
  return { platform, id: name, student: name, platformId: '42', isLate };
}

/** Passes everything but the second run of the first test, or nothing at all. */
function graded(who: Student, isGood = true): Grade {
  const grading = planGrading(policy, 's', [who]);
  const records = grading.tests.flatMap(({ name, seeds }, t) =>
    seeds.map((seed, i): RunRecord => {
      const failed = failedRecord({ test: name, seed }, { property: 'one-leader', message: evil });
      const passed: RunRecord = { ...failed, verdict: 'pass', failure: undefined };
      return isGood && (t > 0 || i === 0) ? passed : failed;
    }),
  );
  return gradeOf(who, records, grading);
}

const ann = graded(student('canvas', '=Ann "A" Doe'));
const late = graded(student('moodle', 'Bob', true));
const none = gradeOf(student('plain', 'Cleo'), [], planGrading(policy, 's', []));

test('points follow the policy: a share of runs, late work half, nothing without results', () => {
  expect([ann, late, none].map(({ score, maxScore }) => [score, maxScore])).toEqual([
    [7, 9],
    [3.5, 9],
    [0, 9],
  ]);
});

describe('results for platforms hold what those document and nothing else', () => {
  test('Gradescope', () => {
    const results = gradescopeResults(ann, policy);
    expect(v.parse(gradescopeSchema, results)).toEqual(results);
    expect(results.score).toBe(7);
    expect(results.tests?.[0]).toMatchObject({ score: 2, max_score: 4, status: 'failed' });
    expect(() => v.parse(gradescopeSchema, { ...results, grade: 1 })).toThrow();
  });

  test('PrairieLearn', () => {
    const results = prairieLearnResults(ann, policy);
    expect(v.parse(prairieLearnSchema, results)).toEqual(results);
    expect(results).toMatchObject({ gradable: true, score: 0.7778 });
    const broken = prairieLearnResults({ ...ann, problem: 'holds no raft.ts' }, policy);
    expect(broken).toEqual({ gradable: false, format_errors: ['holds no raft.ts'] });
  });

  test('Classroom 50', () => {
    const context = contextFromEnvironment({ GITHUB_SHA: 'abc' }, '2026-01-01T00:00:00Z');
    const result = classroom50Result(ann, context);
    expect(v.parse(classroom50Schema, result)).toEqual(result);
    expect(result).toMatchObject({ commit: 'abc', score: 7, 'max-score': 9 });
  });
});

describe('tables', () => {
  test('the generic one has a row a student and a column a test', () => {
    const rows = parse(genericCsv([ann, none], policy), { columns: true });
    expect(rows).toMatchObject([
      { score: '7', 'most broken rule': 'one-leader', TestInitialElection3A: '2' },
      { student: 'Cleo', score: '0', TestReElection3A: '0' },
    ]);
  });

  test('Canvas: its columns in its order, the row of points, only its own students', () => {
    const rows = parse(canvasCsv([ann, late], policy));
    expect(rows).toEqual([
      ['Student', 'ID', 'SIS User ID', 'SIS Login ID', 'Section', 'Lab 3'],
      ['    Points Possible', '', '', '', '', '9'],
      ['\'=Ann "A" Doe', '42', '', '', '', '7'],
    ]);
  });

  test('Moodle: the columns of its worksheet in its order', () => {
    expect(parse(moodleCsv([ann, late]))).toEqual([
      ['Identifier', 'Full name', 'Grade', 'Last modified (grade)', 'Feedback comments'],
      ['Participant 42', 'Bob', '3.5', '', '3.5 of 9 points, times 0.5 for being late'],
    ]);
  });
});

describe('what a submission prints cannot become part of a report', () => {
  test.each([
    ['report.html', htmlReport(ann, policy)],
    ['junit.xml', junitReport(ann, policy)],
    ['summary.html', summaryPage([ann], policy)],
  ])('%s', (_name, text) => {
    expect(text).not.toContain('<script');
    // eslint-disable-next-line no-control-regex -- exactly these must not be in there
    expect(text).not.toMatch(/[\u0000-\u0008\u001b]/);
    expect(text).toContain('one-leader');
  });

  test('the text report', () => {
    expect(textReport(ann, policy)).not.toContain('\u001b');
  });
});

test('the text report has points, tests, and each broken rule once with its replay', () => {
  const text = textReport(ann, policy);
  expect(text).toContain('Lab 3: =Ann "A" Doe\n7 of 9 points\n');
  expect(text).toMatch(/3A {2}TestInitialElection3A +2 of 4 points: 1 of 2 runs passed/);
  expect(text).toMatch(/one-leader: 1 failed run of TestInitialElection3A/);
  expect(text).toMatch(/replay: npm run test:3A -- --seed \d+ -t TestInitialElection3A/);
});

test('sealed seeds that are never revealed are in no report', () => {
  const closed = parsePolicy('{ "seeds": { "kind": "sealed", "reveal": "never" } }', 'p');
  const seed = String(ann.tests[0]?.records[1]?.seed);
  for (const write of [textReport, htmlReport, junitReport]) {
    expect(write(ann, closed)).not.toContain(seed);
  }
  expect(JSON.stringify(gradescopeResults(ann, closed))).not.toContain(seed);
});

test('JUnit counts tests and failures as its readers do', () => {
  expect(junitReport(ann, policy)).toContain(
    '<testsuite name="3A" tests="3" failures="1" errors="0">',
  );
});
