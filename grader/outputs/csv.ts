import { stringify } from 'csv-stringify/sync';
import type { Policy } from '../policy/schema.ts';
import { round } from '../policy/score.ts';
import type { Grade } from '../run/grades.ts';
import { brokenRules } from './failures.ts';
import { scoreLine } from './words.ts';

/** A class as a table for people and spreadsheets: a row a student, a column a test. */
export function genericCsv(grades: readonly Grade[], policy: Policy): string {
  const tests = grades[0]?.tests.map(({ test }) => test.name) ?? [];
  return csv([
    ['id', 'student', 'score', 'max score', 'late factor', 'problem', 'most broken rule', ...tests],
    ...grades.map((grade) => [
      grade.student.id,
      grade.student.student,
      String(grade.score),
      String(grade.maxScore),
      String(grade.lateFactor),
      grade.problem ?? '',
      brokenRules(grade)[0]?.property ?? '',
      ...grade.tests.map(({ earned }) => String(round(earned, policy.decimals))),
    ]),
  ]);
}

/**
 * The columns that Canvas imports into its gradebook. It finds the student by `ID` and the
 * assignment by its title; a row of points comes before the students.
 */
export function canvasCsv(grades: readonly Grade[], policy: Policy): string {
  const maxScore = String(grades[0]?.maxScore ?? 0);
  return csv([
    ['Student', 'ID', 'SIS User ID', 'SIS Login ID', 'Section', policy.title],
    ['    Points Possible', '', '', '', '', maxScore],
    ...grades
      .filter(({ student }) => student.platform === 'canvas')
      .map(({ student, score }) => [
        ...[student.student, student.platformId, '', '', ''],
        String(score),
      ]),
  ]);
}

/** The columns of Moodle's grading worksheet, with which it takes grades and comments back. */
export function moodleCsv(grades: readonly Grade[]): string {
  return csv([
    ['Identifier', 'Full name', 'Grade', 'Last modified (grade)', 'Feedback comments'],
    ...grades
      .filter(({ student }) => student.platform === 'moodle')
      .map((grade) => [
        `Participant ${grade.student.platformId}`,
        grade.student.student,
        String(grade.score),
        '',
        scoreLine(grade),
      ]),
  ]);
}

interface CsvOptions {
  readonly delimiter: string;
  /** Whether the table is made here; one that a platform gave out must come back as it was. */
  readonly isOurs: boolean;
}

/** Cells that a spreadsheet would take for a formula are disarmed: names come from strangers. */
export function csv(
  rows: readonly (readonly string[])[],
  { delimiter, isOurs }: CsvOptions = { delimiter: ',', isOurs: true },
): string {
  return stringify(
    rows.map((row) => [...row]),
    { delimiter, escape_formulas: isOurs },
  );
}
