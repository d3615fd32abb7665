import { rmSync, writeFileSync } from 'node:fs';
import { buildChildScript } from '../../grader/confine/child-script.ts';
import { probeConfinement, type LayerReport } from '../../grader/confine/layers.ts';
import { classroom50Result, contextFromEnvironment } from '../../grader/outputs/classroom50.ts';
import { confinementLines, saveMachines, thisMachine } from '../../grader/outputs/machine.ts';
import { json } from '../../grader/outputs/write.ts';
import { defaultPolicy, loadPolicy } from '../../grader/policy/load.ts';
import type { Policy } from '../../grader/policy/schema.ts';
import { Interrupted } from '../../grader/run/do-runs.ts';
import { grade } from '../../grader/run/grade.ts';
import { notGradedIn, type Outcome } from '../../grader/run/grades.ts';
import {
  freshSecret,
  hasGrading,
  isSameGrading,
  loadSecret,
  planGrading,
  saveGrading,
  type Grading,
} from '../../grader/run/grading.ts';
import { shareOf, type Shard } from '../../grader/run/jobs.ts';
import { findSubmissions, type Submission } from '../../grader/submissions/find.ts';
import { UsageError } from '../../runner/usage-error.ts';
import { exitCode, say } from '../cli.ts';
import { Option } from 'commander';
import { commandLine, countOption } from '../options.ts';
import { pathOption } from '../paths.ts';
import { ProgressLine } from '../progress-line.ts';
import { finish, withFinishOptions, type FinishOptions } from './finish.ts';
import { sayNotGraded, type Ungraded } from './not-graded.ts';
import { secretOption } from './secret.ts';

interface ClassOptions extends FinishOptions {
  readonly policy?: string;
  readonly runs?: number;
  readonly seed?: string;
  readonly resume: boolean;
  readonly shard?: Shard;
  readonly classroom50?: string;
}

/** What a share of a grading takes; the rest is for the merge. */
const beforeMerge = ['policy', 'runs', 'seed', 'out', 'resume', 'jobs'];

/** Grades what lies in a folder, or a share of it, and writes every output. */
export async function gradeClass(args: readonly string[]): Promise<number> {
  const command = withFinishOptions(commandLine('grade', 'Grades submissions that nobody trusts.'))
    .argument('<submissions>', 'a folder of submissions, or one: a folder or an archive')
    .option(
      '--policy <file>',
      'points, runs, scoring (see tools/grader/examples/grading.jsonc)',
      pathOption,
    )
    .option('--runs <n>', 'runs of each test, instead of the policy’s', countOption)
    .addOption(secretOption('a fresh one, kept in --out'))
    .addOption(
      new Option('--out <folder>', 'where everything is written')
        .argParser(pathOption)
        .default(pathOption('grades'), 'grades'),
    )
    .option('--resume', 'go on with what was begun in --out', false)
    .option('--shard <i/n>', 'only this share of the work', shardOption)
    .option(
      '--classroom50 <file>',
      'for one submission: write Classroom 50’s result.json too',
      pathOption,
    )
    .alone('shard', beforeMerge, 'a share writes no reports or tables; give it to: grade merge')
    .parse(args, { from: 'user' });
  const options = command.opts<ClassOptions>();
  const [where = ''] = command.args;
  const submissions = findSubmissions(pathOption(where));
  if (options.classroom50 !== undefined && submissions.length > 1) {
    throw new UsageError(
      '--classroom50 writes the result of one submission, and there are several',
    );
  }
  const grading = begin(submissions, options);
  const confinement = probeConfinement();
  reportLayers(options.out, confinement);
  const ungraded = await work(grading, submissions, options, confinement);
  if (ungraded === undefined) return exitCode.failed;
  if (options.shard !== undefined) {
    say(`share done; join all with: npm run grade -- merge <folders> --out <folder>`);
    sayNotGraded(ungraded);
    return ungraded.length === 0 ? exitCode.passed : exitCode.failed;
  }
  const outcomes = await finish(grading, options);
  if (options.classroom50 !== undefined) writeClassroom50(options.classroom50, outcomes);
  return notGradedIn(outcomes).length === 0 ? exitCode.passed : exitCode.failed;
}

/** Makes sure that a folder never holds the results of two different gradings. */
function begin(submissions: readonly Submission[], options: ClassOptions): Grading {
  const { out, resume } = options;
  if (hasGrading(out) && !resume) {
    throw new UsageError(
      `${out} holds a grading already: go on with --resume, or name another --out`,
    );
  }
  const loaded = options.policy === undefined ? defaultPolicy() : loadPolicy(options.policy);
  const policy: Policy = options.runs === undefined ? loaded : { ...loaded, runs: options.runs };
  const needsSecret = options.shard !== undefined && policy.seeds.kind === 'sealed';
  if (needsSecret && options.seed === undefined) {
    throw new UsageError(
      'a shard needs --seed or RAFTLAB_SECRET: all shards must draw the same seeds',
    );
  }
  const secret = options.seed ?? (resume ? loadSecret(out) : undefined) ?? freshSecret();
  const grading = planGrading(policy, secret, submissions);
  if (hasGrading(out) && !isSameGrading(out, grading)) {
    throw new UsageError(
      `${out} holds another grading: policy, seed and submissions must be those it was begun with`,
    );
  }
  saveGrading(out, grading);
  return grading;
}

/** Gives in what the grading failed; undefined when it was interrupted. */
async function work(
  grading: Grading,
  submissions: readonly Submission[],
  options: ClassOptions,
  confinement: ReturnType<typeof probeConfinement>,
): Promise<readonly Ungraded[] | undefined> {
  const { out, jobs, shard } = options;
  const script = await buildChildScript();
  const share = shard === undefined ? grading.jobs : shareOf(grading.jobs, shard);
  const total = share.reduce((sum, job) => sum + job.to - job.from, 0);
  const many = submissions.length === 1 ? '1 submission' : `${submissions.length} submissions`;
  say(`${many}, ${total} runs`);
  const progress = new ProgressLine(total);
  const interruption = new AbortController();
  const interrupt = (): void => {
    interruption.abort();
  };
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);
  let [done, failed] = [0, 0];
  const ungraded: Ungraded[] = [];
  try {
    await grade({
      grading,
      submissions,
      out,
      confinement,
      script,
      jobs,
      signal: interruption.signal,
      ...(shard === undefined ? {} : { shard }),
      onJob: ({ submission, from, to }, { outcome }) => {
        done += to - from;
        if (outcome.kind === 'graded') {
          failed += outcome.records.filter(({ verdict }) => verdict === 'fail').length;
        } else {
          ungraded.push({ id: submission, reason: outcome.reason });
        }
        progress.update(done, failed);
      },
    });
    return ungraded;
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error;
    say(`interrupted; ${done} of ${total} runs are stored, go on with --resume`);
    return undefined;
  } finally {
    progress.end();
    process.off('SIGINT', interrupt);
    process.off('SIGTERM', interrupt);
  }
}

/** How submissions are confined: the one output that speaks of the machine and not of the class. */
function reportLayers(out: string, report: LayerReport): void {
  const machine = thisMachine(report);
  saveMachines(out, [machine]);
  for (const line of confinementLines([machine])) say(line);
}

function writeClassroom50(file: string, outcomes: readonly Outcome[]): void {
  const [only] = outcomes;
  if (only === undefined) return;
  if (only.kind === 'not-graded') {
    // It has no word for this, and what lies there is not the result of this grading.
    rmSync(file, { force: true });
    return;
  }
  const context = contextFromEnvironment(process.env, new Date().toISOString());
  writeFileSync(file, json(classroom50Result(only, context)));
}

function shardOption(text: string): Shard {
  const match = /^(\d+)\/(\d+)$/.exec(text);
  const [index, of] = [Number(match?.[1]), Number(match?.[2])];
  if (match !== null && index >= 1 && index <= of) return { index, of };
  throw new UsageError(`expected a share such as 2/8, from 1/n to n/n, got ${text}`);
}
