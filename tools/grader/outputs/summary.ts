import { printable } from '../../report/text.ts';
import { rules } from '../../../tester/oracles/rules.ts';
import type { PlannedTest } from '../policy/plan.ts';
import type { Policy } from '../policy/schema.ts';
import { gradesIn, notGradedIn, type Grade, type NotGraded, type Outcome } from '../run/grades.ts';
import { peersOf, type PeersSummary } from './peers.ts';
import { testsOf, type ReportContext } from './context.ts';
import { brokenRules } from './failures.ts';
import { confinementLines } from './machine.ts';
import { bar, footer, page, table } from './page.ts';
import { notGradedLine, showPoints } from './phrases.ts';
import { xml } from './xml.ts';

/** The class on one page: how the points lie, which rules it breaks most, and everybody's line. */
export function summaryPage(
  outcomes: readonly Outcome[],
  policy: Policy,
  context: ReportContext,
): string {
  const grades = gradesIn(outcomes);
  const notGraded = notGradedIn(outcomes).length;
  const scores = grades.map(({ score }) => score);
  const maxScore = outcomes[0]?.maxScore ?? 0;
  const mean = scores.reduce((sum, score) => sum + score, 0) / Math.max(1, scores.length);
  const broken = grades.filter(({ problem }) => problem !== undefined).length;
  return page(`${policy.title}: summary`, [
    `<h1>${xml(policy.title)}</h1>`,
    `<p class="score">${submissions(grades.length)}${grades.length === 0 ? '' : `: median ${showPoints(median(scores))}, mean ${showPoints(mean)} of ${showPoints(maxScore)} points`}</p>`,
    ...(notGraded === 0
      ? []
      : [
          `<p class="bad">${submissions(notGraded)} not graded, as the grading failed; not counted here</p>`,
        ]),
    ...(broken === 0 ? [] : [`<p>${submissions(broken)} could not be run at all</p>`]),
    ...(context.hasSimilarity
      ? ['<p><a href="similarity.html">How much the submissions resemble each other</a></p>']
      : []),
    '<h2>Points</h2>',
    distribution(grades),
    '<h2>Which rule does the class break most</h2>',
    ruleTable(grades),
    '<h2>Tests</h2>',
    testTable(grades, testsOf(outcomes)),
    '<h2>Submissions</h2>',
    ...(policy.peers === 'reference' ? [`<p>${xml(peersNote)}</p>`] : []),
    studentTable(outcomes, policy),
    footer(confinementLines(context.machines)),
  ]);
}

const peersNote =
  'Runs of 3B, 3C and 3D were made with the submission on one server and the reference on the others; ' +
  'those that are not counted among the reference, with the submission on all servers. Each report says why.';

function submissions(count: number): string {
  return count === 1 ? '1 submission' : `${count} submissions`;
}

/** Tenths of the maximum; who has more by a bonus counts in the last. */
function distribution(grades: readonly Grade[]): string {
  const counts = Array.from({ length: 10 }, () => 0);
  for (const { score, maxScore } of grades) {
    const tenth = Math.min(9, Math.floor((maxScore === 0 ? 0 : score / maxScore) * 10));
    counts[tenth] = (counts[tenth] ?? 0) + 1;
  }
  const most = Math.max(...counts, 1);
  const rows = counts.map((count, i) => [
    i === 9 ? '90 % and more' : `${i * 10} to ${(i + 1) * 10} %`,
    String(count),
    bar(count / most),
  ]);
  return table(
    [{ title: 'Share of points' }, { title: 'Submissions', isNumber: true }, { title: '' }],
    rows,
  );
}

/** Each rule that somebody breaks, by how many do. */
function ruleTable(grades: readonly Grade[]): string {
  const byRule = new Map<string, { students: number; runs: number }>();
  for (const grade of grades) {
    // What never ran has broken nothing yet.
    const broken = grade.problem === undefined ? brokenRules(grade) : [];
    for (const { property, runs } of broken) {
      const known = byRule.get(property) ?? { students: 0, runs: 0 };
      byRule.set(property, { students: known.students + 1, runs: known.runs + runs });
    }
  }
  const rows = [...byRule]
    .sort(([a, x], [b, y]) => y.students - x.students || y.runs - x.runs || (a < b ? -1 : 1))
    .map(([property, { students, runs }]) => [
      `${xml(printable(property))}${meaningOf(property)}`,
      String(students),
      bar(students / Math.max(1, grades.length)),
      String(runs),
    ]);
  if (rows.length === 0) return '<p>None.</p>';
  const columns = [
    { title: 'Rule or check' },
    { title: 'Submissions', isNumber: true },
    { title: '' },
    { title: 'Failed runs', isNumber: true },
  ];
  return table(columns, rows);
}

/** The paper’s words, where a rule of the paper was broken. */
function meaningOf(property: string): string {
  const rule = rules.find(({ id }) => id === property);
  if (rule === undefined) return '';
  return `<br><span class="dim small">${xml(`${rule.title} (${rule.source})`)}</span>`;
}

function testTable(grades: readonly Grade[], planned: readonly PlannedTest[]): string {
  const rows = planned.map((test, i) => {
    const rates = grades.map(({ tests }) => (tests[i]?.passed ?? 0) / test.seeds.length);
    const rate = rates.reduce((sum, each) => sum + each, 0) / Math.max(1, grades.length);
    const always = rates.filter((each) => each === 1).length;
    return [
      xml(test.part),
      xml(test.name) + (test.isBonus ? ' <span class="dim">bonus</span>' : ''),
      `${(rate * 100).toFixed(1)} %`,
      bar(rate),
      `${always} of ${grades.length}`,
    ];
  });
  const columns = [
    { title: 'Part' },
    { title: 'Test' },
    { title: 'Runs passed', isNumber: true },
    { title: '' },
    { title: 'Always passed', isNumber: true },
  ];
  return table(columns, rows);
}

function studentTable(outcomes: readonly Outcome[], policy: Policy): string {
  const hasPeers = policy.peers === 'reference';
  const rows = outcomes.map((grade) => {
    const { id, student } = grade.student;
    const link = `submissions/${encodeURIComponent(id)}/report.html`;
    const who = [`<a href="${xml(link)}">${xml(printable(student))}</a>`, xml(id)];
    if (grade.kind === 'not-graded') {
      return [...who, 'none', ...(hasPeers ? ['', ''] : []), notGradedCell(grade)];
    }
    const late = grade.lateFactor === 1 ? '' : ` <span class="dim">× ${grade.lateFactor}</span>`;
    const worst = grade.problem ?? brokenRules(grade)[0]?.property ?? '';
    return [
      ...who,
      showPoints(grade.score) + late,
      ...(hasPeers ? peersCells(peersOf(grade)) : []),
      xml(printable(worst)),
    ];
  });
  const columns = [{ title: 'Student' }, { title: 'Id' }, { title: 'Points', isNumber: true }];
  const ofPeers = hasPeers
    ? ['Among the reference', 'Led'].map((title) => ({ title, isNumber: true }))
    : [];
  return table([...columns, ...ofPeers, { title: 'Most broken' }], rows);
}

function notGradedCell(outcome: NotGraded): string {
  return `<span class="bad">${xml(notGradedLine(outcome))}</span>`;
}

/** Who never leads has half of the work done by others: an instructor should see it. */
function peersCells(kept: PeersSummary | undefined): string[] {
  if (kept === undefined) return ['', ''];
  return [`${kept.among} of ${kept.runs}`, String(kept.led)];
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const low = sorted[Math.floor((sorted.length - 1) / 2)] ?? 0;
  const high = sorted[Math.ceil((sorted.length - 1) / 2)] ?? 0;
  return (low + high) / 2;
}
