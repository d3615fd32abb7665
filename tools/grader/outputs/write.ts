import path from 'node:path';
import type { Policy } from '../policy/schema.ts';
import type { Outcome } from '../run/grades.ts';
import { writeWhole } from '../../runner/write-whole.ts';
import type { ReportContext } from './context.ts';
import { canvasCsv, genericCsv, moodleCsv } from './csv.ts';
import { gradescopeResults } from './gradescope.ts';
import { htmlReport } from './pages/report.tsx';
import { jobSummary } from './job-summary.ts';
import { junitClassReport, junitReport } from './junit.ts';
import { prairieLearnResults } from './prairielearn.ts';
import { summaryPage } from './pages/summary.tsx';
import { textReport } from './text.ts';

/**
 * Writes everything people and platforms read. Points follow from the outcomes alone, byte for byte;
 * reports also say how submissions were confined.
 */
export function writeOutputs(
  out: string,
  outcomes: readonly Outcome[],
  policy: Policy,
  context: ReportContext,
): void {
  for (const outcome of outcomes) {
    const put = (name: string, content: string): void => {
      writeWhole(path.join(out, 'submissions', outcome.student.id, name), content);
    };
    put('results.json', json(gradescopeResults(outcome, policy)));
    put('prairielearn.json', json(prairieLearnResults(outcome, policy)));
    put('junit.xml', junitReport(outcome, policy));
    put('report.txt', textReport(outcome, policy, context));
    put('report.html', htmlReport(outcome, policy, context));
  }
  const isFrom = (platform: string): boolean =>
    outcomes.some(({ student }) => student.platform === platform);
  const put = (name: string, content: string): void => {
    writeWhole(path.join(out, name), content);
  };
  put('grades.csv', genericCsv(outcomes, policy));
  if (isFrom('canvas')) put('canvas.csv', canvasCsv(outcomes, policy));
  if (isFrom('moodle')) put('moodle.csv', moodleCsv(outcomes));
  put('junit.xml', junitClassReport(outcomes, policy));
  put('summary.md', jobSummary(outcomes, policy));
  put('summary.html', summaryPage(outcomes, policy, context));
}

export function json(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}
