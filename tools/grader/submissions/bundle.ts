import path from 'node:path';
import type { Bundle } from '../../../sim/program.ts';
import { bundleRuntime } from '../../../tester/implementation/bundle.ts';
import { ImplementationError } from '../../../tester/implementation/error.ts';
import type { Implementation } from '../../../tester/implementation/load.ts';
import { projectRoot } from '../../../tester/implementation/root.ts';
import { buildScript } from '../confine/child-script.ts';
import { runConfined } from '../confine/confined-process.ts';
import { placeOf, succeeds } from '../confine/programs.ts';
import { SubmissionError } from './limits.ts';

export interface BundleQuestion {
  /** Absolute. */
  readonly entry: string;
  readonly cwd: string;
}

export type BundleAnswer =
  | { readonly kind: 'ready' }
  | { readonly kind: 'bundle'; readonly bundle: Bundle }
  /** What is wrong with the submission. */
  | { readonly kind: 'problem'; readonly message: string }
  /** What is wrong with us or the machine. */
  | { readonly kind: 'failed'; readonly message: string };

/** Far more than any honest submission needs. */
const limits = { memoryMb: 2_048, seconds: 60 };

/**
 * Bundles a submission in a process of its own: some texts of a few lines make the bundler run out of
 * memory or stack, and it must not take other submissions with it.
 *
 * @param entry the absolute path of its `raft.ts`
 * @throws ImplementationError when it does not parse, or imports what cannot work inside
 * @throws SubmissionError when the bundler died of it
 * @throws Error when the bundling failed, whatever the submission is
 */
export async function bundleSubmission(entry: string): Promise<Implementation> {
  const [script, runtime] = await Promise.all([
    buildScript({
      entry: path.join(projectRoot, 'tools/grader/submissions/bundler/main.ts'),
      isTrusted: true,
    }),
    bundleRuntime(),
  ]);
  const question: BundleQuestion = { entry, cwd: process.cwd() };
  const answers: BundleAnswer[] = [];
  const ending = await runConfined({
    command: commandFor(script.file),
    input: JSON.stringify(question),
    stallMs: limits.seconds * 1_000,
    wallMs: limits.seconds * 1_000,
    onLine: (line) => {
      // The process runs no code of the submission, so its words are our own.
      answers.push(JSON.parse(line) as BundleAnswer);
      return 'same-run';
    },
  });
  const answer = answers.at(-1);
  if (answer === undefined) throw new Error(`the bundler did not start: ${JSON.stringify(ending)}`);
  if (answer.kind === 'ready') {
    throw new SubmissionError(
      `cannot be bundled with ${limits.memoryMb} MB in ${limits.seconds} s`,
    );
  }
  if (answer.kind === 'failed') throw new Error(`the bundling failed: ${answer.message}`);
  if (answer.kind === 'problem') throw new ImplementationError(answer.message);
  return { name: 'submission', file: entry, runtime, bundle: answer.bundle };
}

/** Where there is no prlimit, a bundler that takes all memory is ended by its time alone. */
function commandFor(script: string): readonly [string, ...string[]] {
  const node = [process.execPath, '--no-warnings', script] as const;
  const dataBytes = limits.memoryMb * 1024 * 1024;
  const prlimit = [placeOf('prlimit'), `--data=${dataBytes}`, '--core=0'] as const;
  return succeeds([...prlimit, process.execPath, '-v']) ? [...prlimit, ...node] : node;
}
