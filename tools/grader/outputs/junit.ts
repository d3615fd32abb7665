import type { Policy } from '../policy/schema.ts';
import type { Grade, NotGraded, Outcome, TestGrade } from '../run/grades.ts';
import { notGradedLine, testOutput } from './phrases.ts';
import { xml } from './xml.ts';

/** One submission as JUnit XML: a suite a part, a case a test. Its times are simulated ones. */
export function junitReport(outcome: Outcome, policy: Policy): string {
  const name = `${policy.title}: ${outcome.student.student}`;
  const lines =
    outcome.kind === 'graded' ? linesOfParts(outcome, policy) : errorLines('not graded', outcome);
  return document(name, lines);
}

function linesOfParts(grade: Grade, policy: Policy): string[] {
  const parts = [...new Set(grade.tests.map(({ test }) => test.part))];
  const suites = parts.map((part) => ({
    name: part,
    cases: grade.tests.filter(({ test }) => test.part === part),
  }));
  return suites.flatMap(({ name, cases }) => suiteLines(name, cases, grade, policy));
}

/** A class as JUnit XML: a suite a submission, a case a test. */
export function junitClassReport(outcomes: readonly Outcome[], policy: Policy): string {
  const lines = outcomes.flatMap((outcome) => {
    const { id } = outcome.student;
    return outcome.kind === 'graded'
      ? suiteLines(id, outcome.tests, outcome, policy)
      : errorLines(id, outcome);
  });
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
    `  <testsuite name="${xml(name)}" tests="${cases.length}" failures="${failures}" errors="0" time="${seconds.toFixed(3)}">`,
    ...cases.flatMap((graded) => caseLines(graded, name, grade, policy)),
    '  </testsuite>',
  ];
}

/** In this format a test that could not be run is an error, and not a failure. */
function errorLines(name: string, outcome: NotGraded): string[] {
  const count = String(outcome.tests.length);
  const message = xml(notGradedLine(outcome));
  return [
    `  <testsuite name="${xml(name)}" tests="${count}" failures="0" errors="${count}" time="0.000">`,
    ...outcome.tests.flatMap((test) => [
      `    <testcase classname="${xml(`${name}.${test.part}`)}" name="${xml(test.name)}" time="0.000">`,
      `      <error type="not-graded" message="${message}"/>`,
      '    </testcase>',
    ]),
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
