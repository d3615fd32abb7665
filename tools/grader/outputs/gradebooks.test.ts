import { parse } from 'csv-parse/sync';
import { describe, expect, test } from 'vitest';
import { fillCanvas, fillMoodle } from './gradebooks.ts';
import { graded, policy, student } from './testing/graded.ts';

const ann = graded(student('canvas', 'doejane', { platformId: '1001' }));
const bob = graded(student('classroom', 'bobr', { platformId: 'bobr', isLate: true }));
const moodler = graded(student('moodle', 'Zoë', { platformId: '77', isLate: true }));

function rowsOf(text: string, delimiter = ','): string[][] {
  return parse(text, { delimiter });
}

describe('a gradebook exported by Canvas', () => {
  const text =
    '\ufeffStudent,ID,SIS User ID,SIS Login ID,Section,Lab 2 (11),Lab 3 (12),Current Score\r\n' +
    ',,,,,Manual Posting,,(read only)\r\n' +
    '    Points Possible,,,,,5,9,(read only)\r\n' +
    '"Doe, Jane",1001,s1,jane,A,4,,80\r\n' +
    '"Roe, Bob",1002,s2,bobr,A,5,,90\r\n' +
    '"Poe, =Ann",1003,s3,ann,A,5,1,90\r\n';

  test('gets points in the column of the policy’s title, found by ID or by login', () => {
    const filled = fillCanvas(text, 'book.csv', [ann, bob, moodler], policy);
    expect(rowsOf(filled.text)).toEqual([
      ['Student', 'ID', 'SIS User ID', 'SIS Login ID', 'Section', 'Lab 3 (12)'],
      ['', '', '', '', '', ''],
      ['    Points Possible', '', '', '', '', '9'],
      ['Doe, Jane', '1001', 's1', 'jane', 'A', '7'],
      ['Roe, Bob', '1002', 's2', 'bobr', 'A', '3.5'],
    ]);
    expect(filled.remarks).toEqual(['not in book.csv: Zoë', 'in book.csv without a submission: 1']);
  });

  test('with one assignment only needs no title', () => {
    const small = 'Student,ID,SIS Login ID,Section,Homework (9)\nJane,1001,jane,A,\n';
    expect(rowsOf(fillCanvas(small, 'b', [ann], policy).text)[1]?.at(-1)).toBe('7');
  });

  test('without the assignment, or of another kind, is refused with what it has', () => {
    expect(() => fillCanvas(text, 'b', [ann], { title: 'Lab 9' })).toThrow(
      /no column for "Lab 9".*"Lab 2 \(11\)", "Lab 3 \(12\)"/,
    );
    expect(() => fillCanvas('Name,Grade\nx,1\n', 'b', [ann], policy)).toThrow(
      /no Canvas gradebook/,
    );
    expect(() => fillCanvas('a,b,c\n"x', 'b', [ann], policy)).toThrow(/b is no table/);
  });
});

describe('a grading worksheet of Moodle', () => {
  const english =
    'Identifier,"Full name","Email address",Status,Grade,"Maximum Grade","Grade can be changed",' +
    '"Last modified (submission)","Last modified (grade)","Feedback comments"\n' +
    '"Participant 77","Zoë Li",z@x.org,Submitted,,9.00,Yes,"Friday, 1 May 2026, 3:00 PM",-,\n' +
    '"Participant 78","Al Li",a@x.org,"No submission",3.00,9.00,Yes,-,-,old\n';

  test('gets grades and comments, and keeps all its columns and rows in their order', () => {
    const filled = fillMoodle(english, 'sheet.csv', [moodler, ann]);
    const [header, first, second] = rowsOf(filled.text);
    expect(header).toEqual(rowsOf(english)[0]);
    expect(first).toEqual([
      'Participant 77',
      'Zoë Li',
      'z@x.org',
      'Submitted',
      '3.5',
      '9.00',
      'Yes',
      'Friday, 1 May 2026, 3:00 PM',
      '-',
      '3.5 of 9 points, times 0.5 for being late',
    ]);
    expect(second).toEqual(rowsOf(english)[2]);
    expect(filled.remarks).toEqual([
      'not in sheet.csv: doejane',
      'in sheet.csv without a submission: 1',
    ]);
  });

  test('in another language is understood by its content, with its comma', () => {
    const german =
      'ID;"Vollständiger Name";Status;Bewertung;Bestwertung;"Bewertung kann geändert werden";Kommentare\n' +
      'Teilnehmer/in77;"Zoë Li";Abgegeben;-;10,00;Ja;\n';
    const filled = fillMoodle(german, 'sheet.csv', [moodler]);
    expect(rowsOf(filled.text, ';')[1]).toEqual([
      'Teilnehmer/in77',
      'Zoë Li',
      'Abgegeben',
      '3,5',
      '10,00',
      'Ja',
      '3.5 of 9 points, times 0.5 for being late',
    ]);
    expect(filled.remarks[0]).toMatch(/says that 10,00 points can be had, the policy says 9/);
  });

  test('of another kind is refused with what it has', () => {
    expect(() => fillMoodle('Name,Mark,Note\nx,1,2\n', 's', [moodler])).toThrow(
      /no Moodle grading worksheet.*"Name", "Mark", "Note"/,
    );
  });
});
