import type { Policy } from '../policy/schema.ts';
import type { Grade } from '../run/grades.ts';
import { brokenRules } from './failures.ts';
import { xml } from './junit.ts';
import { page, table } from './page.ts';
import { ruleLines, ruleTitle, scoreLine, showPoints } from './words.ts';

/** A submission's report as a page: points, then what was broken, each rule once. */
export function htmlReport(grade: Grade, policy: Policy): string {
  const rows = grade.tests.map(({ test, earned, passed }) => {
    const isGood = passed === test.seeds.length;
    const runs = `${String(passed)} of ${String(test.seeds.length)}`;
    return [
      xml(test.part),
      `${xml(test.name)} <span class="dim">${xml(test.title)}</span>`,
      `<span class="${isGood ? 'good' : 'bad'}">${isGood ? '✓' : '✗'} ${runs}</span>`,
      showPoints(earned),
      `${showPoints(test.points)}${test.isBonus ? ' bonus' : ''}`,
    ];
  });
  const rules = brokenRules(grade).flatMap((rule) => {
    const last = rule.example.failure?.lastEvents ?? [];
    return [
      `<h3>${xml(ruleTitle(rule))}</h3>`,
      `<pre>${xml(ruleLines(rule, grade, policy).join('\n'))}</pre>`,
      ...(last.length === 0
        ? []
        : [
            `<details><summary>What happened last</summary><pre>${xml(last.join('\n'))}</pre></details>`,
          ]),
    ];
  });
  return page(`${policy.title}: ${grade.student.student}`, [
    `<h1>${xml(policy.title)}</h1>`,
    `<p class="dim">${xml(grade.student.student)}</p>`,
    `<p class="score">${xml(scoreLine(grade))}</p>`,
    '<h2>Tests</h2>',
    table(
      [
        { title: 'Part' },
        { title: 'Test' },
        { title: 'Runs passed' },
        { title: 'Points', isNumber: true },
        { title: 'of', isNumber: true },
      ],
      rows,
    ),
    ...(rules.length === 0 ? [] : ['<h2>What was broken</h2>', ...rules]),
  ]);
}
