import { readFileSync } from 'node:fs';
import path from 'node:path';
import { buildChildScript } from '../../grader/confine/child-script.ts';
import { probeConfinement } from '../../grader/confine/layers.ts';
import type { ReportContext } from '../../grader/outputs/context.ts';
import { fillCanvas, fillMoodle } from '../../grader/outputs/gradebooks.ts';
import { loadMachines } from '../../grader/outputs/machine.ts';
import { textReport } from '../../grader/outputs/text.ts';
import { writeOutputs } from '../../grader/outputs/write.ts';
import { gradesIn, notGradedIn, outcomesOf, type Outcome } from '../../grader/run/grades.ts';
import type { Grading } from '../../grader/run/grading.ts';
import { writeWhole } from '../../runner/write-whole.ts';
import { writeTracePages } from '../../grader/trace-pages/write.ts';
import { say } from '../cli.ts';
import type { CommandLine } from '../command-line.ts';
import { jobsOption } from '../options.ts';
import { pathOption, shownPath } from '../paths.ts';
import { sayNotGraded } from './not-graded.ts';

/** What can be asked for once all results are there. */
export interface FinishOptions {
  readonly out: string;
  readonly jobs: number;
  readonly canvas?: string;
  readonly moodle?: string;
  readonly similarity: boolean;
  readonly traces: boolean;
}

export function withFinishOptions(command: CommandLine): CommandLine {
  return command
    .addOption(jobsOption('processes'))
    .option('--canvas <export.csv>', 'fill the points into this Canvas gradebook', pathOption)
    .option(
      '--moodle <worksheet.csv>',
      'fill points and comments into this Moodle worksheet',
      pathOption,
    )
    .option('--similarity', 'compare the submissions with each other', false)
    .option('--no-traces', 'no pages of failed runs');
}

/** Writes every output of a grading whose results are all there, and says who was not graded. */
export async function finish(
  grading: Grading,
  options: FinishOptions,
): Promise<readonly Outcome[]> {
  const { out, jobs, similarity } = options;
  const outcomes = outcomesOf(grading, out);
  // First what may be refused, so that nobody waits for it.
  const tables = fillTables(outcomes, grading, options);
  let tracePage: Awaited<ReturnType<typeof writeTracePages>> = () => undefined;
  if (options.traces) {
    const [confinement, script] = [probeConfinement(), await buildChildScript()];
    const grades = gradesIn(outcomes);
    tracePage = await writeTracePages({ out, grading, grades, confinement, script, jobs });
  }
  if (similarity) {
    // The compiler it reads sources with takes a while to load.
    const { writeSimilarity } = await import('../../grader/similarity/write.ts');
    const compared = writeSimilarity(out, grading);
    say(`similarity of ${compared} submissions: ${shownPath(path.join(out, 'similarity.html'))}`);
  }
  const context: ReportContext = {
    machines: loadMachines([out]),
    tracePage: (id, { example }) => tracePage(id, example),
    hasSimilarity: similarity,
  };
  writeOutputs(out, outcomes, grading.policy, context);
  for (const { name, text } of tables) writeWhole(path.join(out, name), text);
  const [only, ...others] = outcomes;
  if (only !== undefined && others.length === 0) say(textReport(only, grading.policy, context));
  const shown = (name: string): string => shownPath(path.join(out, name));
  say(`grades: ${shown('grades.csv')}, overview: ${shown('summary.html')}`);
  sayNotGraded(notGradedIn(outcomes).map(({ student, reason }) => ({ id: student.id, reason })));
  return outcomes;
}

function fillTables(
  outcomes: readonly Outcome[],
  { policy }: Grading,
  { canvas, moodle }: FinishOptions,
): readonly { readonly name: string; readonly text: string }[] {
  const filled = [
    ...(canvas === undefined
      ? []
      : [{ name: 'canvas.csv', ...fillCanvas(read(canvas), shownPath(canvas), outcomes, policy) }]),
    ...(moodle === undefined
      ? []
      : [{ name: 'moodle.csv', ...fillMoodle(read(moodle), shownPath(moodle), outcomes) }]),
  ];
  for (const { remarks } of filled) for (const remark of remarks) say(remark);
  return filled;
}

function read(file: string): string {
  return readFileSync(file, 'utf8');
}
