import { cpSync, existsSync } from 'node:fs';
import path from 'node:path';
import { writeOutputs } from '../../grader/outputs/write.ts';
import { gradesOf } from '../../grader/run/grades.ts';
import { hasGrading, isSameGrading, loadGrading, saveGrading } from '../../grader/run/grading.ts';
import { UsageError } from '../../runner/usage-error.ts';
import { exitCode, say } from '../cli.ts';
import { commandLine } from '../options.ts';

/** Joins the folders of all shards and writes the outputs, if nothing is missing. */
export function gradeMerge(args: readonly string[]): number {
  const command = commandLine('grade merge', 'Joins what several machines graded.')
    .argument('<folders...>', 'the --out folders of all shards')
    .requiredOption('--out <folder>', 'where everything is written')
    .parse(args, { from: 'user' });
  const { out } = command.opts<{ out: string }>();
  const [first = '', ...others] = command.args;
  const grading = loadGrading(first);
  if (hasGrading(out) && !isSameGrading(out, grading)) {
    throw new UsageError(`${out} holds another grading: name another --out`);
  }
  for (const other of others) {
    if (isSameGrading(other, grading)) continue;
    throw new UsageError(
      `${first} and ${other} are no shares of one grading: policy, seed or submissions differ`,
    );
  }
  saveGrading(out, grading);
  for (const folder of command.args) {
    for (const part of ['jobs', 'submissions']) {
      const from = path.join(folder, part);
      if (existsSync(from)) cpSync(from, path.join(out, part), { recursive: true });
    }
  }
  writeOutputs(out, gradesOf(grading, out), grading.policy);
  say(`grades: ${path.join(out, 'grades.csv')}, overview: ${path.join(out, 'summary.html')}`);
  return exitCode.passed;
}
