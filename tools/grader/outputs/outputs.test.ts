import { parse } from 'csv-parse/sync';
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { parsePolicy } from '../policy/load.ts';
import { gradeOf } from '../run/grades.ts';
import { planGrading } from '../run/grading.ts';
import { failedRecord, type RunRecord } from '../run/record.ts';
import { classroom50Result, classroom50Schema, contextFromEnvironment } from './classroom50.ts';
import { canvasCsv, genericCsv, moodleCsv } from './csv.ts';
import { gradescopeResults, gradescopeSchema } from './gradescope.ts';
import { htmlReport } from './pages/report.tsx';
import { jobSummary } from './job-summary.ts';
import { junitClassReport, junitReport } from './junit.ts';
import { prairieLearnResults, prairieLearnSchema } from './prairielearn.ts';
import { summaryPage } from './pages/summary.tsx';
import { ann, context, late, none, policy, stranger, student } from './testing/graded.ts';
import { textReport } from './text.ts';

test('points follow the policy: a share of runs, late work half', () => {
  expect([ann, late, none].map(({ score, maxScore }) => [score, maxScore])).toEqual([
    [7, 9],
    [3.5, 9],
    [0, 9],
  ]);
});

test('a bonus is shown as what it is, and comes on top', () => {
  const generous = parsePolicy('{ "parts": ["3A"], "bonus": { "explore": 5 }, "runs": 1 }', 'p');
  const grading = planGrading(generous, 's', []);
  const records = grading.tests.map(({ name, seeds: [seed = 0] }): RunRecord => {
    const record = failedRecord({ test: name, seed }, { property: 'one-leader', message: '' });
    return { ...record, verdict: 'pass', failure: undefined };
  });
  const graded = gradeOf(student('plain', 'Dora'), records, grading);
  expect(graded.score).toBe(graded.maxScore + 5);
  const last = gradescopeResults(graded, generous).tests?.at(-1);
  expect(last).toMatchObject({ name: 'explore: Exploration', score: 5, max_score: 0 });
  expect(prairieLearnResults(graded, generous)).toMatchObject({ score: 1 });
  const line = /Exploration.*5 of 5 bonus/s;
  for (const report of [htmlReport, textReport]) {
    expect(report(graded, generous, context)).toMatch(line);
  }
  expect(jobSummary([graded], generous)).toMatch(line);
  expect(summaryPage([graded], generous, context)).toMatch(/Exploration<span .*bonus/);
  expect(junitReport(graded, generous)).toContain('classname="explore" name="Exploration"');
  expect(genericCsv([graded], generous)).toMatch(/,Exploration\n.*,5\n$/);
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

describe('what a submission says or is called cannot become part of a report', () => {
  test.each([
    ['report.html', htmlReport(stranger, policy, context)],
    ['junit.xml', junitReport(stranger, policy)],
    ['junit.xml of a class', junitClassReport([ann, stranger], policy)],
    ['summary.html', summaryPage([stranger], policy, context)],
  ])('%s', (_name, text) => {
    expect(text).toContain('alert(1)');
    expect(text).toContain('one-leader');
    expect(text).not.toMatch(/<script|<img|onerror="|"javascript:/);
    // eslint-disable-next-line no-control-regex -- exactly these must not be in there
    expect(text).not.toMatch(/[\u0000-\u0008\u001b\u202e]/);
  });

  test('the text report', () => {
    const text = textReport(stranger, policy, context);
    expect(text).toContain('alert(1)');
    expect(text).not.toContain('\u001b');
    // A line of its own could be a command to a platform that shows it.
    expect(text).not.toMatch(/^::/m);
  });

  test('the summary of an Actions job', () => {
    for (const grades of [[stranger], [ann, stranger]]) {
      const [code = [], prose = []] = divide(jobSummary(grades, policy).split('\n'));
      expect(prose.join('\n')).not.toMatch(/[<`]|\]\(|^::/m);
      for (const line of code) expect(line).not.toContain('\u001b');
      // A cell more would move the points of the next column.
      for (const row of prose.filter((line) => line.startsWith('|'))) {
        expect(row.split('|')).toHaveLength(grades.length === 1 ? 6 : 5);
      }
    }
  });

  /** Indented lines are code in Markdown, and mean nothing. */
  function divide(lines: readonly string[]): string[][] {
    const isCode = (line: string): boolean => line.startsWith('    ');
    return [lines.filter(isCode), lines.filter((line) => !isCode(line))];
  }
});

test('the text report has points, tests, and each broken rule once with replay and trace', () => {
  const text = textReport(ann, policy, context);
  expect(text).toContain('Lab 3: =Ann "A" Doe\n7 of 9 points\n');
  expect(text).toMatch(/3A {2}TestInitialElection3A +2 of 4 points: 1 of 2 runs passed/);
  expect(text).toMatch(/one-leader: 1 failed run of TestInitialElection3A/);
  expect(text).toMatch(/replay: npm run test:3A -- --seed \d+ -t TestInitialElection3A/);
  expect(text).toContain('event by event: traces/=Ann "A" Doe-one-leader.html');
});

test('reports say which layers were active and what was missing', () => {
  for (const text of [
    textReport(ann, policy, context),
    htmlReport(ann, policy, context),
    summaryPage([ann], policy, context),
  ]) {
    expect(text).toContain('confined by permissions; warning: no prlimit here');
  }
});

test('sealed seeds that are never revealed are in no report', () => {
  const closed = parsePolicy('{ "seeds": { "kind": "sealed", "reveal": "never" } }', 'p');
  const seed = String(ann.tests[0]?.records[1]?.seed);
  for (const text of [
    textReport(ann, closed, context),
    htmlReport(ann, closed, context),
    junitReport(ann, closed),
    jobSummary([ann], closed),
    JSON.stringify(gradescopeResults(ann, closed)),
  ]) {
    expect(text).not.toContain(seed);
  }
  expect(textReport(ann, policy, context)).toContain(seed);
});

test('the summary of a class counts who breaks a rule, not how often', () => {
  const html = summaryPage([ann, late, stranger], policy, context);
  const row = /<tr><td>one-leader.*?<\/tr>/s.exec(html)?.[0];
  // Three submissions; one, one and six failed runs.
  expect([...(row ?? '').matchAll(/class="number">(\d+)/g)].map(([, n]) => n)).toEqual(['3', '8']);
  expect(html).toContain('href="submissions/stranger/report.html"');
  expect(html).toContain('href="similarity.html"');
});

test('the summary of an Actions job ends before GitHub refuses it', () => {
  const many = Array.from({ length: 30_000 }, () => ann);
  const text = jobSummary(many, policy);
  expect(text.length).toBeLessThan(1_000_100);
  expect(text).toContain('too long');
});
