import { parse } from 'csv-parse/sync';
import { UsageError } from '../../runner/usage-error.ts';
import type { Policy } from '../policy/schema.ts';
import { notGradedIn, type Outcome } from '../run/grades.ts';
import { csv } from './csv.ts';
import { scoreLine } from './phrases.ts';

/** A table that a platform gave out, with the class's points filled in, to be given back to it. */
export interface Filled {
  readonly text: string;
  /** What the instructor should know: who is in only one of the two. */
  readonly remarks: readonly string[];
}

interface Table {
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** Of the file, so that the platform gets back what it gave. */
  readonly delimiter: string;
}

/** What Canvas needs to find a student; the rest of an export would be imported again as it was. */
const canvasColumns = [
  'Student',
  'ID',
  'SIS User ID',
  'SIS Login ID',
  'Integration ID',
  'Root Account',
  'Section',
];

/**
 * Fills the assignment's column of an exported Canvas gradebook. Only the columns that say who a
 * student is are kept beside it, and no row of who has no points, so that an import changes nothing
 * else.
 *
 * @param name how messages call the file
 * @throws UsageError when it is no such export, or has no column for the assignment
 */
export function fillCanvas(
  text: string,
  name: string,
  outcomes: readonly Outcome[],
  { title }: Pick<Policy, 'title'>,
): Filled {
  const { header, rows, delimiter } = read(text, name);
  const student = header.indexOf('Student');
  const id = header.indexOf('ID');
  if (student === -1 || id === -1) {
    throw new UsageError(`${name} is no Canvas gradebook: expected columns Student and ID`);
  }
  const assignment = assignmentColumn(header, name, title);
  const kept = header.flatMap((column, i) =>
    canvasColumns.includes(column) || i === assignment ? [i] : [],
  );
  const login = header.indexOf('SIS Login ID');
  const found = new Set<Outcome>();
  const filled = rows.flatMap((row) => {
    const pick = (value: string): string[] =>
      kept.map((i) => (i === assignment ? value : (row[i] ?? '')));
    // Rows above the students, such as the one of the points possible, have no ID.
    if ((row[id] ?? '') === '') return [pick(row[assignment] ?? '')];
    const outcome = outcomes.find((each) => isCanvasStudent(each, row[id], row[login]));
    if (outcome === undefined) return [];
    found.add(outcome);
    return outcome.kind === 'graded' ? [pick(String(outcome.score))] : [];
  });
  const students = rows.filter((row) => (row[id] ?? '') !== '');
  return {
    text: csv([kept.map((i) => header[i] ?? ''), ...filled], { delimiter, isOurs: false }),
    remarks: remarks(outcomes, found, students.length, name),
  };
}

function isCanvasStudent({ student }: Outcome, id?: string, login?: string): boolean {
  if (student.platform === 'canvas') return student.platformId === id;
  return login !== undefined && login !== '' && student.platformId === login;
}

/** `Lab 3 (1234)` for a policy with the title `Lab 3`; or the only assignment there is. */
function assignmentColumn(header: readonly string[], name: string, title: string): number {
  const assignments = header.flatMap((column, i) => (/ \(\d+\)$/.test(column) ? [i] : []));
  const named = header.findIndex(
    (column) => column === title || column.replace(/ \(\d+\)$/, '') === title,
  );
  if (named !== -1) return named;
  const [only, ...others] = assignments;
  if (only !== undefined && others.length === 0) return only;
  const known = assignments.map((i) => JSON.stringify(header[i])).join(', ');
  throw new UsageError(
    `${name} has no column for ${JSON.stringify(title)}: expected the policy's title to be that of ` +
      `an assignment, and it has ${known === '' ? 'none' : known}`,
  );
}

/**
 * Fills grades and feedback into a downloaded Moodle grading worksheet. All its columns and rows
 * stay: Moodle compares them. The row of who was not graded stays as it was. Its headings are in the language of the site, so that the columns are
 * found by their content where the headings are not English.
 *
 * @param name how messages call the file
 * @throws UsageError when it is no such worksheet
 */
export function fillMoodle(text: string, name: string, outcomes: readonly Outcome[]): Filled {
  const table = read(text, name);
  const { header, rows, delimiter } = table;
  const columns = moodleColumns(table, name);
  const maximum = rows[0]?.[columns.maximum] ?? '';
  const hasComma = /,\d+$/.test(maximum);
  const found = new Set<Outcome>();
  const filled = rows.map((row) => {
    const [, participant = ''] = /(\d+)$/.exec(row[0] ?? '') ?? [];
    const outcome = outcomes.find(
      ({ student }) => student.platform === 'moodle' && student.platformId === participant,
    );
    if (outcome === undefined) return row;
    found.add(outcome);
    if (outcome.kind === 'not-graded') return row;
    const score = String(outcome.score);
    return row
      .with(columns.grade, hasComma ? score.replace('.', ',') : score)
      .with(columns.feedback, scoreLine(outcome));
  });
  const ours = outcomes[0]?.maxScore ?? 0;
  const isOther = Number(maximum.replace(',', '.')) !== ours;
  return {
    text: csv([header, ...filled], { delimiter, isOurs: false }),
    remarks: [
      ...(isOther
        ? [
            `${name} says that ${maximum} points can be had, the policy says ${ours}: ` +
              'points are filled in as they are',
          ]
        : []),
      ...remarks(outcomes, found, rows.length, name),
    ],
  };
}

interface MoodleColumns {
  readonly grade: number;
  readonly maximum: number;
  readonly feedback: number;
}

function moodleColumns({ header, rows }: Table, name: string): MoodleColumns {
  const maximum = header.findIndex((_, i) => {
    const values = new Set(rows.map((row) => row[i]));
    const [value = ''] = values;
    return i > 1 && values.size === 1 && /^\d+[.,]\d+$/.test(value);
  });
  const isGrades = rows.every((row) => /^(\d+([.,]\d+)?|-?)$/.test(row[maximum - 1] ?? '?'));
  const isWorksheet = rows.length > 0 && rows.every((row) => /\d+$/.test(row[0] ?? ''));
  if (!isWorksheet || maximum < 1 || !isGrades) {
    throw new UsageError(
      `${name} is no Moodle grading worksheet: expected a first column such as "Participant 12", ` +
        'and columns for the grade, the maximum grade and feedback; it has ' +
        header.map((column) => JSON.stringify(column)).join(', '),
    );
  }
  const named = header.indexOf('Feedback comments');
  return { maximum, grade: maximum - 1, feedback: named === -1 ? header.length - 1 : named };
}

function remarks(
  outcomes: readonly Outcome[],
  found: ReadonlySet<Outcome>,
  rows: number,
  name: string,
): string[] {
  const absent = outcomes.filter((each) => !found.has(each)).map(({ student }) => student.id);
  const notGraded = notGradedIn(outcomes)
    .filter((each) => found.has(each))
    .map(({ student }) => student.id);
  const without = rows - found.size;
  return [
    ...(notGraded.length === 0
      ? []
      : [`in ${name}, but not graded, and given no points: ${notGraded.join(', ')}`]),
    ...(absent.length === 0 ? [] : [`not in ${name}: ${absent.join(', ')}`]),
    ...(without === 0 ? [] : [`in ${name} without a submission: ${without}`]),
  ];
}

function read(text: string, name: string): Table {
  const [first = ''] = text.split('\n', 1);
  const delimiter = [',', ';', '\t'].find((each) => first.split(each).length > 2) ?? ',';
  let all: string[][];
  try {
    all = parse(text, { bom: true, delimiter, relax_column_count: true, skip_empty_lines: true });
  } catch (error) {
    throw new UsageError(`${name} is no table: ${error instanceof Error ? error.message : ''}`);
  }
  const [header = [], ...rows] = all;
  return { header, rows, delimiter };
}
