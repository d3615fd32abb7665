import { exitCode, runCommand } from './cli.ts';
import { gradeBundle } from './grade/bundle.ts';
import { gradeClass } from './grade/class.ts';
import { gradeMerge } from './grade/merge.ts';

/**
 * `npm run grade -- <submissions>`: grades a class or one submission.
 * `npm run grade -- merge <folders>`: joins what several machines graded.
 * `npm run grade -- bundle <platform>`: makes what a platform wants to be given.
 */
async function main(): Promise<number> {
  const [first, ...rest] = process.argv.slice(2);
  if (first === 'merge') return gradeMerge(rest);
  if (first === 'bundle') return gradeBundle(rest);
  return gradeClass(process.argv.slice(2));
}

await runCommand(main);
// Whoever was interrupted has processes that ended, but perhaps timers that did not.
process.exit(process.exitCode ?? exitCode.passed);
