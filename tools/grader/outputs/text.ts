import { printable } from '../../report/text.ts';
import type { Policy } from '../policy/schema.ts';
import type { Grade, Outcome } from '../run/grades.ts';
import { peersLines, peersOf } from './peers.ts';
import type { ReportContext } from './context.ts';
import { brokenRules } from './failures.ts';
import { confinementLines } from './machine.ts';
import { notGradedLine, ruleLines, ruleTitle, scoreLine, testLine } from './phrases.ts';

/** A submission's report as plain text. */
export function textReport(outcome: Outcome, policy: Policy, context: ReportContext): string {
  const lines = [
    `${policy.title}: ${printable(outcome.student.student)}`,
    ...(outcome.kind === 'graded'
      ? linesOf(outcome, policy, context)
      : [notGradedLine(outcome), '']),
    ...confinementLines(context.machines),
  ];
  return `${lines.join('\n')}\n`;
}

function linesOf(grade: Grade, policy: Policy, context: ReportContext): string[] {
  const widthOf = (field: 'part' | 'name'): number =>
    Math.max(...grade.tests.map(({ test }) => test[field].length), 0);
  const [parts, names] = [widthOf('part'), widthOf('name')];
  const tests = grade.tests.map((graded) => {
    const { part, name } = graded.test;
    return `  ${part.padEnd(parts)}  ${name.padEnd(names)}  ${testLine(graded)}`;
  });
  const rules = brokenRules(grade).flatMap((rule) => {
    const trace = context.tracePage(grade.student.id, rule);
    return [
      '',
      ruleTitle(rule),
      ...ruleLines(rule, grade, policy).map((line) => `  ${line}`),
      ...(trace === undefined ? [] : [`  the run, event by event: ${trace}`]),
    ];
  });
  const peers = peersLines(peersOf(grade));
  return [
    scoreLine(grade),
    '',
    ...tests,
    ...(peers.length === 0 ? [] : ['', ...peers]),
    ...rules,
    '',
  ];
}
