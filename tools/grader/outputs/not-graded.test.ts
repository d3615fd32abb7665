import { parse } from 'csv-parse/sync';
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { canvasCsv, genericCsv, moodleCsv } from './csv.ts';
import { fillCanvas, fillMoodle } from './gradebooks.ts';
import { gradescopeResults, gradescopeSchema } from './gradescope.ts';
import { htmlReport } from './pages/report.tsx';
import { jobSummary } from './job-summary.ts';
import { junitClassReport, junitReport } from './junit.ts';
import { prairieLearnResults, prairieLearnSchema } from './prairielearn.ts';
import { summaryPage } from './pages/summary.tsx';
import { ann, context, notGraded, policy, student } from './testing/graded.ts';
import { textReport } from './text.ts';

const eve = notGraded(student('canvas', 'Eve', { platformId: '7' }));
const mo = notGraded(student('moodle', 'Mo', { platformId: '8' }));

describe('who was not graded has points in no gradebook', () => {
  test('grades.csv has a row without points, and the reason', () => {
    const [first, second] = parse(genericCsv([eve, ann], policy), { columns: true });
    expect(first).toMatchObject({ id: 'Eve', score: '', TestInitialElection3A: '' });
    expect(first).toHaveProperty('problem', expect.stringMatching(/^not graded: .*no space left/));
    expect(second).toMatchObject({ score: '7', TestInitialElection3A: '2' });
  });

  test('Canvas and Moodle get no row that would change anything', () => {
    expect(canvasCsv([eve, ann], policy)).not.toContain('Eve');
    expect(moodleCsv([mo, ann])).not.toContain('Mo');
  });

  test('a gradebook of Canvas loses the row, one of Moodle keeps what it had', () => {
    const book = 'Student,ID,SIS Login ID,Section,Lab 3 (9)\nEve,7,e,A,5\nAnn,42,a,A,\n';
    const canvas = fillCanvas(book, 'book.csv', [eve, ann], policy);
    expect(parse(canvas.text).slice(1)).toEqual([['Ann', '42', 'a', 'A', '7']]);
    expect(canvas.remarks).toEqual(['in book.csv, but not graded, and given no points: Eve']);
    const sheet =
      'Identifier,Full name,Grade,Maximum Grade,Feedback comments\nParticipant 8,Mo,4.00,9.00,old\nParticipant 9,Al,,9.00,\n';
    const moodle = fillMoodle(sheet, 'sheet.csv', [mo]);
    expect(parse(moodle.text)[1]).toEqual(['Participant 8', 'Mo', '4.00', '9.00', 'old']);
    expect(moodle.remarks[0]).toBe('in sheet.csv, but not graded, and given no points: Mo');
  });
});

describe('who was not graded has points in no file for a machine', () => {
  test('Gradescope gets no score, neither of the whole nor of a test', () => {
    const results = gradescopeResults(eve, policy);
    expect(v.parse(gradescopeSchema, results)).toEqual(results);
    expect(results).not.toHaveProperty('score');
    expect(results).not.toHaveProperty('tests');
    expect(results.output).toMatch(/^not graded: /);
  });

  test('PrairieLearn is told that it is not gradable', () => {
    const results = prairieLearnResults(eve, policy);
    expect(v.parse(prairieLearnSchema, results)).toEqual(results);
    expect(results.gradable).toBe(false);
  });

  test.each([
    ['one submission', junitReport(eve, policy)],
    ['a class', junitClassReport([eve], policy)],
  ])('JUnit XML of %s has errors, and no failure or passed test', (_name, xml) => {
    expect(xml).toContain('tests="3" failures="0" errors="3"');
    expect(xml.match(/<error type="not-graded"/g)).toHaveLength(3);
    expect(xml).not.toMatch(/<failure|<testcase[^>]*\/>/);
  });
});

describe('every report says that the grading failed, and gives no points', () => {
  test.each([
    ['report.txt', textReport(eve, policy, context)],
    ['report.html', htmlReport(eve, policy, context)],
    ['summary.html', summaryPage([eve, ann], policy, context)],
    ['summary.html of nobody else', summaryPage([eve], policy, context)],
    ['summary.md', jobSummary([eve, ann], policy)],
    ['summary.md of one', jobSummary([eve], policy)],
  ])('%s', (name, text) => {
    const shown = text.replace(/&#(\d+);/g, letter);
    expect(shown).toMatch(/not graded: the grading failed, and not the submission: no space left/);
    expect(text).not.toMatch(/\b0 of 9|>0<\/td>\s*<td>not graded/);
    if (name !== 'report.txt') expect(text).not.toMatch(/<script|<img/);
  });

  test('the figures of a class are those of who was graded', () => {
    const page = summaryPage([eve, ann], policy, context);
    expect(page).toContain('1 submission: median 7, mean 7 of 9 points');
    expect(page).toContain('1 submission not graded, as the grading failed');
  });

  function letter(_entity: string, code: string): string {
    return String.fromCharCode(Number(code));
  }
});
