import type { Policy } from '../policy/schema.ts';
import type { Grade, Outcome } from '../run/grades.ts';
import { printable } from '../../report/text.ts';
import { peersLines, peersOf } from './peers.ts';
import type { ReportContext } from './context.ts';
import { brokenRules, type BrokenRule } from './failures.ts';
import { confinementLines } from './machine.ts';
import { bar, footer, page, table } from './page.ts';
import { notGradedLine, ruleStory, scoreLine, showPoints } from './phrases.ts';
import { xml } from './xml.ts';

/** A submission's report as a page: points, then what was broken, each rule once. */
export function htmlReport(outcome: Outcome, policy: Policy, context: ReportContext): string {
  const student = printable(outcome.student.student);
  return page(`${student}: ${policy.title}`, [
    `<h1>${xml(policy.title)}</h1>`,
    `<p class="dim">${xml(student)}</p>`,
    ...(outcome.kind === 'graded'
      ? sections(outcome, policy, context)
      : [`<p class="score bad">${xml(notGradedLine(outcome))}</p>`]),
    footer(confinementLines(context.machines)),
  ]);
}

function sections(grade: Grade, policy: Policy, context: ReportContext): string[] {
  const rules = brokenRules(grade);
  return [
    `<p class="score">${xml(scoreLine(grade))}</p>`,
    '<h2>Tests</h2>',
    testTable(grade),
    ...peersLines(peersOf(grade)).map((line) => `<p class="dim">${xml(line)}</p>`),
    ...(rules.length === 0 ? [] : ['<h2>What was broken</h2>']),
    ...rules.map((rule) => ruleSection(rule, grade, policy, context)),
  ];
}

function testTable(grade: Grade): string {
  const rows = grade.tests.map(({ test, earned, passed }) => {
    const runs = test.seeds.length;
    const isGood = passed === runs;
    return [
      xml(test.part),
      `${xml(test.name)} <span class="dim">${xml(test.title)}</span>`,
      `<span class="${isGood ? 'good' : 'bad'}">${isGood ? '✓' : '✗'} ${passed} of ${runs}</span>`,
      bar(passed / runs),
      `${showPoints(earned)} of ${showPoints(test.points)}${test.isBonus ? ' bonus' : ''}`,
    ];
  });
  const columns = [
    { title: 'Part' },
    { title: 'Test' },
    { title: 'Runs passed' },
    { title: '' },
    { title: 'Points', isNumber: true },
  ];
  return table(columns, rows);
}

function ruleSection(
  rule: BrokenRule,
  grade: Grade,
  policy: Policy,
  context: ReportContext,
): string {
  const story = ruleStory(rule, grade, policy);
  const { message, stack, evidence, seen, replay, replayNeeds, lastEvents } = story;
  const trace = context.tracePage(grade.student.id, rule);
  const runs = `${rule.runs} failed ${rule.runs === 1 ? 'run' : 'runs'}`;
  const details = [...stack, ...evidence];
  const needs = replayNeeds === undefined ? '' : ` <span class="dim">(${xml(replayNeeds)})</span>`;
  return [
    '<section>',
    `<h3>${xml(printable(rule.property))} <span class="dim">${runs}</span></h3>`,
    `<p>${xml(message)}</p>`,
    ...(details.length === 0 ? [] : [pre(details)]),
    `<p class="dim">${xml(seen)}${xml(elsewhere(rule))}</p>`,
    ...(replay === undefined ? [] : [`<p>See it again: <code>${xml(replay)}</code>${needs}</p>`]),
    ...(trace === undefined ? [] : [`<p><a href="${xml(trace)}">The run, event by event</a></p>`]),
    ...(lastEvents.length === 0
      ? []
      : [`<details><summary>What happened last</summary>${pre(lastEvents)}</details>`]),
    '</section>',
  ].join('\n');
}

/** Where else it was seen; who breaks a rule everywhere need not read the whole list. */
function elsewhere({ tests, example }: BrokenRule): string {
  const others = tests.filter((test) => test !== example.test);
  if (others.length === 0) return '';
  return `, and in ${others.length > 6 ? `${others.length} other tests` : others.join(', ')}`;
}

/** It can be scrolled, and so has to be reached by keyboard too. */
function pre(lines: readonly string[]): string {
  return `<pre tabindex="0">${xml(lines.join('\n'))}</pre>`;
}
