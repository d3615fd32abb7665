import type { Policy } from '../policy/schema.ts';
import type { Grade } from '../run/grades.ts';
import { brokenRules } from './failures.ts';
import { ruleLines, ruleTitle, scoreLine, testLine } from './words.ts';

/** A submission's report as plain text. */
export function textReport(grade: Grade, policy: Policy): string {
  const width = Math.max(...grade.tests.map(({ test }) => test.name.length), 0);
  const tests = grade.tests.map(
    (graded) => `  ${graded.test.part}  ${graded.test.name.padEnd(width)}  ${testLine(graded)}`,
  );
  const rules = brokenRules(grade).flatMap((rule) => [
    '',
    ruleTitle(rule),
    ...ruleLines(rule, grade, policy).map((line) => `  ${line}`),
  ]);
  const lines = [
    `${policy.title}: ${grade.student.student}`,
    scoreLine(grade),
    '',
    ...tests,
    ...rules,
  ];
  return `${lines.join('\n')}\n`;
}
