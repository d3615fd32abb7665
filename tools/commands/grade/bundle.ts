import { Option } from 'commander';
import { gradescopeBundle } from '../../grader/bundle/gradescope.ts';
import { UsageError } from '../../runner/usage-error.ts';
import { exitCode, say } from '../cli.ts';
import { commandLine } from '../options.ts';
import { pathOption, shownPath } from '../paths.ts';
import { secretOption } from './secret.ts';

/** Makes the file that a platform's assignment is set up with. */
export function gradeBundle(args: readonly string[]): number {
  const command = commandLine('grade bundle', 'Makes an autograder for a platform.')
    .argument('<platform>', 'gradescope')
    .option('--policy <file>', 'the grading policy to put in', pathOption)
    .addOption(secretOption('a fresh one'))
    .addOption(
      new Option('--out <file>', 'the archive to write')
        .argParser(pathOption)
        .default(pathOption('autograder.zip'), 'autograder.zip'),
    )
    .parse(args, { from: 'user' });
  const [platform] = command.args;
  if (platform !== 'gradescope') {
    throw new UsageError(`unknown platform ${String(platform)}: expected gradescope`);
  }
  const { out, ...options } = command.opts<{ out: string; policy?: string; seed?: string }>();
  const files = gradescopeBundle(out, options);
  say(`${shownPath(out)}: ${files} files; upload it as the assignment's autograder`);
  return exitCode.passed;
}
