import { cpSync, existsSync } from 'node:fs';
import path from 'node:path';
import { loadMachines, saveMachines } from '../../grader/outputs/machine.ts';
import { notGradedIn } from '../../grader/run/grades.ts';
import { hasGrading, isSameGrading, loadGrading, saveGrading } from '../../grader/run/grading.ts';
import { UsageError } from '../../runner/usage-error.ts';
import { exitCode } from '../cli.ts';
import { commandLine } from '../options.ts';
import { pathOption } from '../paths.ts';
import { finish, withFinishOptions, type FinishOptions } from './finish.ts';

/** Joins the folders of all shards and writes the outputs, if nothing is missing. */
export async function gradeMerge(args: readonly string[]): Promise<number> {
  const command = withFinishOptions(
    commandLine('grade merge', 'Joins what several machines graded.'),
  )
    .argument('<folders...>', 'the --out folders of all shards')
    .requiredOption('--out <folder>', 'where everything is written', pathOption)
    .parse(args, { from: 'user' });
  const options = command.opts<FinishOptions>();
  const { out } = options;
  const folders = command.args.map(pathOption);
  const [first = '', ...others] = folders;
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
  for (const folder of folders) {
    for (const part of ['jobs', 'submissions']) {
      const from = path.join(folder, part);
      if (existsSync(from)) cpSync(from, path.join(out, part), { recursive: true });
    }
  }
  saveMachines(out, loadMachines(folders));
  const outcomes = await finish(grading, options);
  return notGradedIn(outcomes).length === 0 ? exitCode.passed : exitCode.failed;
}
