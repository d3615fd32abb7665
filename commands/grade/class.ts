import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { buildChildScript } from '../../grader/confine/child-script.ts';
import { layerTitles, probeConfinement, type LayerReport } from '../../grader/confine/layers.ts';
import { classroom50Result, contextFromEnvironment } from '../../grader/outputs/classroom50.ts';
import { textReport } from '../../grader/outputs/text.ts';
import { json, writeOutputs } from '../../grader/outputs/write.ts';
import { defaultPolicy, loadPolicy } from '../../grader/policy/load.ts';
import type { Policy } from '../../grader/policy/schema.ts';
import { Interrupted } from '../../grader/run/do-runs.ts';
import { grade } from '../../grader/run/grade.ts';
import { gradesOf, type Grade } from '../../grader/run/grades.ts';
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
import { writeWhole } from '../../grader/run/store.ts';
import { findSubmissions, type Submission } from '../../grader/submissions/find.ts';
import { UsageError } from '../../runner/usage-error.ts';
import { exitCode, say } from '../cli.ts';
import { commandLine, countOption, defaultJobs } from '../options.ts';
import { ProgressLine } from '../progress-line.ts';

interface ClassOptions {
  readonly policy?: string;
  readonly jobs: number;
  readonly runs?: number;
  readonly seed?: string;
  readonly out: string;
  readonly resume: boolean;
  readonly shard?: Shard;
  readonly classroom50?: string;
}

/** Grades what lies in a folder, or a share of it, and writes every output. */
export async function gradeClass(args: readonly string[]): Promise<number> {
  const command = commandLine('grade', 'Grades submissions that nobody trusts.')
    .argument('<submissions>', 'a folder of submissions, or one: a folder or an archive')
    .option('--policy <file>', 'points, runs, scoring (see grader/examples/grading.jsonc)')
    .option('--jobs <n>', 'processes at the same time', countOption, defaultJobs())
    .option('--runs <n>', 'runs of each test, instead of the policy’s', countOption)
    .option('--seed <secret>', 'decides sealed seeds (default: a fresh one, kept in --out)')
    .option('--out <folder>', 'where everything is written', 'grades')
    .option('--resume', 'go on with what was begun in --out', false)
    .option('--shard <i/n>', 'only this share of the work', shardOption)
    .option('--classroom50 <file>', 'for one submission: write Classroom 50’s result.json too')
    .parse(args, { from: 'user' });
  const options = command.opts<ClassOptions>();
  const [where = ''] = command.args;
  const submissions = findSubmissions(where);
  const grading = begin(submissions, options);
  const confinement = probeConfinement();
  reportLayers(options.out, confinement);
  const isWhole = await work(grading, submissions, options, confinement);
  if (!isWhole) return exitCode.failed;
  if (options.shard !== undefined) {
    say(`share done; join all with: npm run grade -- merge <folders> --out <folder>`);
    return exitCode.passed;
  }
  const grades = gradesOf(grading, options.out);
  writeOutputs(options.out, grades, grading.policy);
  if (options.classroom50 !== undefined) writeClassroom50(options.classroom50, grades);
  sayGrades(grades, grading, options.out);
  return exitCode.passed;
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
    throw new UsageError('a shard needs --seed: all shards must draw the same seeds');
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

/** Gives false when it was interrupted. */
async function work(
  grading: Grading,
  submissions: readonly Submission[],
  options: ClassOptions,
  confinement: ReturnType<typeof probeConfinement>,
): Promise<boolean> {
  const { out, jobs, shard } = options;
  const script = await buildChildScript();
  const share = shard === undefined ? grading.jobs : shareOf(grading.jobs, shard);
  const total = share.reduce((sum, job) => sum + job.to - job.from, 0);
  say(`${String(submissions.length)} submissions, ${String(total)} runs`);
  const progress = new ProgressLine(total);
  const interruption = new AbortController();
  const interrupt = (): void => {
    interruption.abort();
  };
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);
  let done = 0;
  try {
    await grade({
      ...{ grading, submissions, out, confinement, script, jobs, signal: interruption.signal },
      ...(shard === undefined ? {} : { shard }),
      onJob: (job) => {
        done += job.to - job.from;
        progress.update(done, 0);
      },
    });
    return true;
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error;
    say(`interrupted; ${String(done)} of ${String(total)} runs are stored, go on with --resume`);
    return false;
  } finally {
    progress.end();
    process.off('SIGINT', interrupt);
    process.off('SIGTERM', interrupt);
  }
}

/** How submissions were confined: the one output that speaks of the machine and not of the class. */
function reportLayers(out: string, { active, warnings }: LayerReport): void {
  const layers = active.map((layer) => ({ layer, what: layerTitles[layer] }));
  const { version, platform } = process;
  writeWhole(path.join(out, 'machine.json'), json({ node: version, platform, layers, warnings }));
  say(`confined by ${active.join(', ')}`);
  for (const warning of warnings) say(`warning: ${warning}`);
}

function writeClassroom50(file: string, grades: readonly Grade[]): void {
  const [only, ...others] = grades;
  if (only === undefined || others.length > 0) {
    throw new UsageError(
      '--classroom50 writes the result of one submission, and there are several',
    );
  }
  const context = contextFromEnvironment(process.env, new Date().toISOString());
  writeFileSync(file, json(classroom50Result(only, context)));
}

function sayGrades(grades: readonly Grade[], { policy }: Grading, out: string): void {
  const [only, ...others] = grades;
  if (only !== undefined && others.length === 0) say(textReport(only, policy));
  say(`grades: ${path.join(out, 'grades.csv')}, overview: ${path.join(out, 'summary.html')}`);
}

function shardOption(text: string): Shard {
  const match = /^(\d+)\/(\d+)$/.exec(text);
  const [index, of] = [Number(match?.[1]), Number(match?.[2])];
  if (match !== null && index >= 1 && index <= of) return { index, of };
  throw new UsageError(`expected a share such as 2/8, from 1/n to n/n, got ${text}`);
}
