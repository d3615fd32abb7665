import path from 'node:path';
import type { Policy } from '../policy/schema.ts';
import type { Grade } from '../run/grades.ts';
import { writeWhole } from '../run/store.ts';
import { canvasCsv, genericCsv, moodleCsv } from './csv.ts';
import { gradescopeResults } from './gradescope.ts';
import { htmlReport } from './html.ts';
import { junitReport } from './junit.ts';
import { prairieLearnResults } from './prairielearn.ts';
import { summaryPage } from './summary.ts';
import { textReport } from './text.ts';

/** Writes everything people and platforms read. It follows from the grades alone, byte for byte. */
export function writeOutputs(out: string, grades: readonly Grade[], policy: Policy): void {
  for (const grade of grades) {
    const put = (name: string, content: string): void => {
      writeWhole(path.join(out, 'submissions', grade.student.id, name), content);
    };
    put('results.json', json(gradescopeResults(grade, policy)));
    put('prairielearn.json', json(prairieLearnResults(grade, policy)));
    put('junit.xml', junitReport(grade, policy));
    put('report.txt', textReport(grade, policy));
    put('report.html', htmlReport(grade, policy));
  }
  const isFrom = (platform: string): boolean =>
    grades.some(({ student }) => student.platform === platform);
  writeWhole(path.join(out, 'grades.csv'), genericCsv(grades, policy));
  if (isFrom('canvas')) writeWhole(path.join(out, 'canvas.csv'), canvasCsv(grades, policy));
  if (isFrom('moodle')) writeWhole(path.join(out, 'moodle.csv'), moodleCsv(grades));
  writeWhole(path.join(out, 'summary.html'), summaryPage(grades, policy));
}

export function json(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}
