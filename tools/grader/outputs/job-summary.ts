import { printable } from '../../report/text.ts';
import type { Policy } from '../policy/schema.ts';
import type { Grade, Outcome } from '../run/grades.ts';
import { peersLines, peersOf } from './peers.ts';
import { brokenRules } from './failures.ts';
import { notGradedLine, ruleLines, ruleTitle, scoreLine, showPoints } from './phrases.ts';

/** GitHub shows this much of a step's summary and refuses more. */
const mostBytes = 1_000_000;

/**
 * The grades as the Markdown that GitHub shows beside an Actions job: a table of the class, or what
 * became of one submission.
 */
export function jobSummary(outcomes: readonly Outcome[], policy: Policy): string {
  const [only, ...others] = outcomes;
  const lines =
    only !== undefined && others.length === 0
      ? oneSubmission(only, policy)
      : wholeClass(outcomes, policy);
  const kept: string[] = [];
  let bytes = 0;
  for (const line of lines) {
    bytes += Buffer.byteLength(line) + 1;
    if (bytes > mostBytes)
      return [...kept, '', 'The rest is too long to be shown here.', ''].join('\n');
    kept.push(line);
  }
  return `${kept.join('\n')}\n`;
}

function wholeClass(outcomes: readonly Outcome[], policy: Policy): string[] {
  const maxScore = showPoints(outcomes[0]?.maxScore ?? 0);
  return [
    `## ${plain(policy.title)}`,
    '',
    ...tableHead(['Student', `Points of ${maxScore}`, 'Most broken']),
    ...outcomes.map((grade) => {
      const name = plain(grade.student.student);
      if (grade.kind === 'not-graded') return row([name, 'none', plain(notGradedLine(grade))]);
      const worst = grade.problem ?? brokenRules(grade)[0]?.property ?? '';
      return row([name, showPoints(grade.score), plain(worst)]);
    }),
  ];
}

function oneSubmission(outcome: Outcome, policy: Policy): string[] {
  const title = plain(policy.title);
  if (outcome.kind === 'not-graded') return [`## ${title}: ${plain(notGradedLine(outcome))}`];
  return [`## ${title}: ${plain(scoreLine(outcome))}`, '', ...gradeLines(outcome, policy)];
}

function gradeLines(grade: Grade, policy: Policy): string[] {
  const tests = grade.tests.map(({ test, earned, passed }) => {
    const runs = test.seeds.length;
    return row([
      test.part,
      plain(test.name),
      `${passed === runs ? '✅' : '❌'} ${passed} of ${runs}`,
      `${showPoints(earned)} of ${showPoints(test.points)}${test.isBonus ? ' bonus' : ''}`,
    ]);
  });
  const rules = brokenRules(grade).flatMap((rule) => [
    '',
    `#### ${plain(ruleTitle(rule))}`,
    '',
    // Indented, it is code whatever stands in it.
    ...ruleLines(rule, grade, policy).map((line) => `    ${printable(line)}`),
  ]);
  return [
    ...tableHead(['Part', 'Test', 'Runs passed', 'Points']),
    ...tests,
    ...peersLines(peersOf(grade)).flatMap((line) => ['', plain(line)]),
    ...rules,
  ];
}

function tableHead(titles: readonly string[]): string[] {
  return [row(titles), row(titles.map(() => '---'))];
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

/** Text that means nothing in Markdown or HTML, and is no link: names come from strangers. */
function plain(text: string): string {
  return printable(text).replace(/[!-+./:-@[-`{-~]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
