/** @jsxRuntime automatic */
/** @jsxImportSource preact */
import { rules } from '../../../../tester/oracles/rules.ts';
import { printable } from '../../../report/text.ts';
import type { PlannedTest } from '../../policy/plan.ts';
import type { Grade } from '../../run/grades.ts';
import { brokenRules } from '../failures.ts';
import { Bar, Table } from './parts.tsx';

/** Tenths of the maximum; who has more by a bonus counts in the last. */
export function PointsTable({ grades }: { readonly grades: readonly Grade[] }) {
  const counts = Array.from({ length: 10 }, () => 0);
  for (const { score, maxScore } of grades) {
    const tenth = Math.min(9, Math.floor((maxScore === 0 ? 0 : score / maxScore) * 10));
    counts[tenth] = (counts[tenth] ?? 0) + 1;
  }
  const most = Math.max(...counts, 1);
  const rows = counts.map((count, i) => [
    i === 9 ? '90 % and more' : `${i * 10} to ${(i + 1) * 10} %`,
    count,
    <Bar share={count / most} />,
  ]);
  const columns = [
    { title: 'Share of points' },
    { title: 'Submissions', isNumber: true },
    { title: '' },
  ];
  return <Table columns={columns} rows={rows} />;
}

/** Each rule that somebody breaks, by how many do. */
export function RuleTable({ grades }: { readonly grades: readonly Grade[] }) {
  const byRule = new Map<string, { students: number; runs: number }>();
  for (const grade of grades) {
    // What never ran has broken nothing yet.
    const broken = grade.problem === undefined ? brokenRules(grade) : [];
    for (const { property, runs } of broken) {
      const known = byRule.get(property) ?? { students: 0, runs: 0 };
      byRule.set(property, { students: known.students + 1, runs: known.runs + runs });
    }
  }
  if (byRule.size === 0) return <p>None.</p>;
  const rows = [...byRule]
    .sort(([a, x], [b, y]) => y.students - x.students || y.runs - x.runs || (a < b ? -1 : 1))
    .map(([property, { students, runs }]) => [
      <>
        {printable(property)}
        <Meaning property={property} />
      </>,
      students,
      <Bar share={students / Math.max(1, grades.length)} />,
      runs,
    ]);
  const columns = [
    { title: 'Rule or check' },
    { title: 'Submissions', isNumber: true },
    { title: '' },
    { title: 'Failed runs', isNumber: true },
  ];
  return <Table columns={columns} rows={rows} />;
}

/** The paper’s words, where a rule of the paper was broken. */
function Meaning({ property }: { readonly property: string }) {
  const rule = rules.find(({ id }) => id === property);
  if (rule === undefined) return null;
  return (
    <>
      <br />
      <span class="dim small">
        {rule.title} ({rule.source})
      </span>
    </>
  );
}

/** How often the class passes each test. */
export function TestTable({
  grades,
  planned,
}: {
  readonly grades: readonly Grade[];
  readonly planned: readonly PlannedTest[];
}) {
  const rows = planned.map((test, i) => {
    const rates = grades.map(({ tests }) => (tests[i]?.passed ?? 0) / test.seeds.length);
    const rate = rates.reduce((sum, each) => sum + each, 0) / Math.max(1, grades.length);
    const always = rates.filter((each) => each === 1).length;
    return [
      test.part,
      <>
        {test.name}
        {test.isBonus && <span class="dim"> bonus</span>}
      </>,
      `${(rate * 100).toFixed(1)} %`,
      <Bar share={rate} />,
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
  return <Table columns={columns} rows={rows} />;
}
