/** @jsxRuntime automatic */
/** @jsxImportSource preact */
import type { Policy } from '../../policy/schema.ts';
import { gradesIn, notGradedIn, type Grade, type Outcome } from '../../run/grades.ts';
import { testsOf, type ReportContext } from '../context.ts';
import { confinementLines } from '../machine.ts';
import { showPoints } from '../phrases.ts';
import { PointsTable, RuleTable, TestTable } from './class-tables.tsx';
import { page } from './page.tsx';
import { Footer } from './parts.tsx';
import { StudentTable } from './student-table.tsx';

/** The class on one page: how the points lie, which rules it breaks most, and everybody's line. */
export function summaryPage(
  outcomes: readonly Outcome[],
  policy: Policy,
  context: ReportContext,
): string {
  const grades = gradesIn(outcomes);
  const notGraded = notGradedIn(outcomes).length;
  const broken = grades.filter(({ problem }) => problem !== undefined).length;
  return page(
    `${policy.title}: summary`,
    <>
      <h1>{policy.title}</h1>
      <p class="score">{scoresLine(grades, outcomes[0]?.maxScore ?? 0)}</p>
      {notGraded > 0 && (
        <p class="bad">
          {submissions(notGraded)} not graded, as the grading failed; not counted here
        </p>
      )}
      {broken > 0 && <p>{submissions(broken)} could not be run at all</p>}
      {context.hasSimilarity && (
        <p>
          <a href="similarity.html">How much the submissions resemble each other</a>
        </p>
      )}
      <h2>Points</h2>
      <PointsTable grades={grades} />
      <h2>Which rule does the class break most</h2>
      <RuleTable grades={grades} />
      <h2>Tests</h2>
      <TestTable grades={grades} planned={testsOf(outcomes)} />
      <h2>Submissions</h2>
      {policy.peers === 'reference' && <p>{peersNote}</p>}
      <StudentTable outcomes={outcomes} policy={policy} />
      <Footer lines={confinementLines(context.machines)} />
    </>,
  );
}

const peersNote =
  'Runs of 3B, 3C and 3D were made with the submission on one server and the reference on the others; ' +
  'those that are not counted among the reference, with the submission on all servers. Each report says why.';

function scoresLine(grades: readonly Grade[], maxScore: number): string {
  const count = submissions(grades.length);
  if (grades.length === 0) return count;
  const scores = grades.map(({ score }) => score);
  const mean = scores.reduce((sum, score) => sum + score, 0) / scores.length;
  return `${count}: median ${showPoints(median(scores))}, mean ${showPoints(mean)} of ${showPoints(maxScore)} points`;
}

function submissions(count: number): string {
  return count === 1 ? '1 submission' : `${count} submissions`;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const low = sorted[Math.floor((sorted.length - 1) / 2)] ?? 0;
  const high = sorted[Math.ceil((sorted.length - 1) / 2)] ?? 0;
  return (low + high) / 2;
}
