import type { Policy } from '../policy/schema.ts';
import type { Grade, TestGrade } from '../run/grades.ts';
import { testOutput } from './words.ts';
import { xml } from './xml.ts';

/** One submission as JUnit XML: a suite a part, a case a test. Its times are simulated ones. */
export function junitReport(grade: Grade, policy: Policy): string {
  const parts = [...new Set(grade.tests.map(({ test }) => test.part))];
  const suites = parts.map((part) => ({
    name: part,
    cases: grade.tests.filter(({ test }) => test.part === part),
  }));
  const lines = suites.flatMap(({ name, cases }) => suiteLines(name, cases, grade, policy));
  return document(`${policy.title}: ${grade.student.student}`, lines);
}

/** A class as JUnit XML: a suite a submission, a case a test. */
export function junitClassReport(grades: readonly Grade[], policy: Policy): string {
  const lines = grades.flatMap((grade) => suiteLines(grade.student.id, grade.tests, grade, policy));
  return document(policy.title, lines);
}

function document(name: string, suites: readonly string[]): string {
  const head = ['<?xml version="1.0" encoding="UTF-8"?>', `<testsuites name="${xml(name)}">`];
  return `${[...head, ...suites, '</testsuites>'].join('\n')}\n`;
}

function suiteLines(
  name: string,
  cases: readonly TestGrade[],
  grade: Grade,
  policy: Policy,
): string[] {
  const failures = cases.filter((graded) => !isPassed(graded)).length;
  const seconds = cases.reduce((sum, graded) => sum + secondsOf(graded), 0);
  return [
    `  <testsuite name="${xml(name)}" tests="${String(cases.length)}" failures="${String(failures)}" errors="0" time="${seconds.toFixed(3)}">`,
    ...cases.flatMap((graded) => caseLines(graded, name, grade, policy)),
    '  </testsuite>',
  ];
}

function caseLines(graded: TestGrade, suite: string, grade: Grade, policy: Policy): string[] {
  const { part, name } = graded.test;
  // Readers put cases together by their class, so that it has to tell one student from another.
  const ofClass = suite === part ? part : `${suite}.${part}`;
  const time = secondsOf(graded).toFixed(3);
  const head = `    <testcase classname="${xml(ofClass)}" name="${xml(name)}" time="${time}"`;
  if (isPassed(graded)) return [`${head}/>`];
  const output = testOutput(graded, grade, policy);
  const [first = ''] = output.split('\n');
  return [
    `${head}>`,
    `      <failure type="failed-runs" message="${xml(first)}">${xml(output)}</failure>`,
    '    </testcase>',
  ];
}

function secondsOf({ records }: TestGrade): number {
  return records.reduce((sum, record) => sum + record.simulatedMs, 0) / 1_000;
}

function isPassed({ passed, test }: TestGrade): boolean {
  return passed === test.seeds.length;
}
