import type { Policy } from '../policy/schema.ts';
import type { Grade, TestGrade } from '../run/grades.ts';
import { testOutput } from './words.ts';

/** One submission as JUnit XML: a suite a part, a case a test. It holds no times: they differ. */
export function junitReport(grade: Grade, policy: Policy): string {
  const parts = [...new Set(grade.tests.map(({ test }) => test.part))];
  const suites = parts.flatMap((part) => {
    const cases = grade.tests.filter(({ test }) => test.part === part);
    const failures = cases.filter((graded) => !isPassed(graded)).length;
    return [
      `  <testsuite name="${xml(part)}" tests="${String(cases.length)}" failures="${String(failures)}" errors="0">`,
      ...cases.flatMap((graded) => caseLines(graded, grade, policy)),
      '  </testsuite>',
    ];
  });
  const lines = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="${xml(`${policy.title}: ${grade.student.student}`)}">`,
    ...suites,
    '</testsuites>',
  ];
  return `${lines.join('\n')}\n`;
}

function caseLines(graded: TestGrade, grade: Grade, policy: Policy): string[] {
  const head = `    <testcase classname="${xml(graded.test.part)}" name="${xml(graded.test.name)}"`;
  if (isPassed(graded)) return [`${head}/>`];
  const output = testOutput(graded, grade, policy);
  const [first = ''] = output.split('\n');
  return [
    `${head}>`,
    `      <failure message="${xml(first)}">${xml(output)}</failure>`,
    '    </testcase>',
  ];
}

function isPassed({ passed, test }: TestGrade): boolean {
  return passed === test.seeds.length;
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text for XML and HTML, without the characters that XML forbids even when escaped. */
export function xml(text: string): string {
  return (
    text
      // eslint-disable-next-line no-control-regex -- these are what has to go
      .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/gu, '\ufffd')
      .replace(/[&<>"']/g, (letter) => entities[letter] ?? letter)
  );
}
