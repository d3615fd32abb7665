import path from 'node:path';
import type { Policy } from '../policy/schema.ts';
import type { Grade } from '../run/grades.ts';
import { writeWhole } from '../run/store.ts';
import type { ReportContext } from './context.ts';
import { canvasCsv, genericCsv, moodleCsv } from './csv.ts';
import { gradescopeResults } from './gradescope.ts';
import { htmlReport } from './html.ts';
import { jobSummary } from './job-summary.ts';
import { junitClassReport, junitReport } from './junit.ts';
import { prairieLearnResults } from './prairielearn.ts';
import { summaryPage } from './summary.ts';
import { textReport } from './text.ts';

/**
 * Writes everything people and platforms read. Points follow from the grades alone, byte for byte;
 * reports also say how submissions were confined.
 */
export function writeOutputs(
  out: string,
  grades: readonly Grade[],
  policy: Policy,
  context: ReportContext,
): void {
  for (const grade of grades) {
    const put = (name: string, content: string): void => {
      writeWhole(path.join(out, 'submissions', grade.student.id, name), content);
    };
    put('results.json', json(gradescopeResults(grade, policy)));
    put('prairielearn.json', json(prairieLearnResults(grade, policy)));
    put('junit.xml', junitReport(grade, policy));
    put('report.txt', textReport(grade, policy, context));
    put('report.html', htmlReport(grade, policy, context));
  }
  const isFrom = (platform: string): boolean =>
    grades.some(({ student }) => student.platform === platform);
  const put = (name: string, content: string): void => {
    writeWhole(path.join(out, name), content);
  };
  put('grades.csv', genericCsv(grades, policy));
  if (isFrom('canvas')) put('canvas.csv', canvasCsv(grades, policy));
  if (isFrom('moodle')) put('moodle.csv', moodleCsv(grades));
  put('junit.xml', junitClassReport(grades, policy));
  put('summary.md', jobSummary(grades, policy));
  put('summary.html', summaryPage(grades, policy, context));
}

export function json(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}
