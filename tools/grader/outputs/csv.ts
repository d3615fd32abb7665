import { stringify } from 'csv-stringify/sync';
import type { Policy } from '../policy/schema.ts';
import { round } from '../policy/score.ts';
import { gradesIn, type Outcome } from '../run/grades.ts';
import { testsOf } from './context.ts';
import { brokenRules } from './failures.ts';
import { notGradedLine, scoreLine } from './phrases.ts';

/** A class as a table for people and spreadsheets: a row a student, a column a test. */
export function genericCsv(outcomes: readonly Outcome[], policy: Policy): string {
  const tests = testsOf(outcomes).map(({ name }) => name);
  return csv([
    ['id', 'student', 'score', 'max score', 'late factor', 'problem', 'most broken rule', ...tests],
    ...outcomes.map((outcome) => {
      const { id, student } = outcome.student;
      return [id, student, ...genericCells(outcome, policy)];
    }),
  ]);
}

function genericCells(outcome: Outcome, policy: Policy): readonly string[] {
  if (outcome.kind === 'not-graded') {
    const untested = outcome.tests.map(() => '');
    return ['', String(outcome.maxScore), '', notGradedLine(outcome), '', ...untested];
  }
  return [
    String(outcome.score),
    String(outcome.maxScore),
    String(outcome.lateFactor),
    outcome.problem ?? '',
    brokenRules(outcome)[0]?.property ?? '',
    ...outcome.tests.map(({ earned }) => String(round(earned, policy.decimals))),
  ];
}

/**
 * The columns that Canvas imports into its gradebook. It finds the student by `ID` and the
 * assignment by its title; a row of points comes before the students. Who was not graded has no row,
 * so that an import changes nothing of theirs.
 */
export function canvasCsv(outcomes: readonly Outcome[], policy: Policy): string {
  const maxScore = String(outcomes[0]?.maxScore ?? 0);
  return csv([
    ['Student', 'ID', 'SIS User ID', 'SIS Login ID', 'Section', policy.title],
    ['    Points Possible', '', '', '', '', maxScore],
    ...gradesIn(outcomes)
      .filter(({ student }) => student.platform === 'canvas')
      .map(({ student, score }) => [
        student.student,
        student.platformId,
        '',
        '',
        '',
        String(score),
      ]),
  ]);
}

/**
 * The columns of Moodle's grading worksheet, with which it takes grades and comments back. Who was not
 * graded has no row.
 */
export function moodleCsv(outcomes: readonly Outcome[]): string {
  return csv([
    ['Identifier', 'Full name', 'Grade', 'Last modified (grade)', 'Feedback comments'],
    ...gradesIn(outcomes)
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
