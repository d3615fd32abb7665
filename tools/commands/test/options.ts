import { parseTopics, type Topic } from '../../report/rows/topics.ts';
import { isPart, labsOf, partChoices } from '../../runner/select.ts';
import { UsageError } from '../../runner/usage-error.ts';
import type { CommandLine } from '../command-line.ts';
import {
  commandLine,
  jobsOption,
  raftOption,
  seedOption,
  traceOption,
  type TraceMode,
} from '../options.ts';
import type { Scenario } from '../../../tester/scenario.ts';

/** Which runs of a part: what `test:3A`, `watch 3A` and `debug 3A` have in common. */
export interface ChosenRuns {
  readonly raft: string;
  readonly peers?: string;
  readonly seed?: number;
  readonly pattern?: string;
}

/** What may stand behind `npm run test:3A --`. */
export interface PartOptions extends ChosenRuns {
  readonly json?: string;
  readonly jobs: number;
  /** The topics to show; true for all. */
  readonly log?: true | readonly Topic[];
  readonly from?: number;
  readonly to?: number;
  readonly server?: number;
  readonly twice: boolean;
  readonly trace: TraceMode;
}

/** The command line of one part, whose name is in that of the script: `npm run test:3A`. */
export function partCommand(part: string): CommandLine {
  labsOf(part); // An unknown part is named before any option is read.
  return gradingOptions(runsCommand(`test:${part}`, `Grades an implementation for part ${part}.`));
}

/** What stands behind `npm run test:3A --`, ready to use. */
export function partOptions(part: string, args: readonly string[]): PartOptions {
  return partCommand(part).parse(args, { from: 'user' }).opts();
}

/** The command line of `npm run watch 3A`. */
export function watchCommand(): CommandLine {
  const description = 'Grades an implementation for one part each time it is saved.';
  return gradingOptions(anyPartCommand('watch', description));
}

/** A command line whose one word says the part: `npm run debug 3A`. */
export function anyPartCommand(name: string, description: string): CommandLine {
  const usual = `npm run ${name} 3A`;
  const check = (part: string): string => {
    if (isPart(part)) return part;
    throw new UsageError(`unknown part ${part}: expected ${partChoices}, as in ${usual}`);
  };
  return runsCommand(name, description)
    .argument('<part>', partChoices, check)
    .showHelpAfterError(`usage: ${usual} [-- options], for one of ${partChoices}`);
}

/** A command line that says which runs of a part are meant. */
function runsCommand(name: string, description: string): CommandLine {
  return commandLine(name, description)
    .addOption(raftOption())
    .option('--peers <path>', 'what runs on all servers but one, which the seed decides')
    .option('--seed <n>', 'decides everything that happens (default: a fresh one)', seedOption)
    .option('-t, --pattern <pattern>', 'only tests whose name or title matches');
}

/** Adds what may be said of a pass over the tests. */
function gradingOptions(command: CommandLine): CommandLine {
  return command
    .option('--json <file>', 'write the RunResults')
    .addOption(jobsOption())
    .option('--log [topics]', 'print the run, a column a server (--log=VOTE,APPEND)', topicsOption)
    .option('--from <seconds>', 'with --log: from this simulated time', secondsOption)
    .option('--to <seconds>', 'with --log: up to this simulated time', secondsOption)
    .option('--server <i>', 'with --log: only this server', serverOption)
    .option('--twice', 'run every seed twice and compare the traces', false)
    .addOption(traceOption())
    .check<PartOptions>(logProblem);
}

/** What chooses from the log does nothing where there is none. */
function logProblem({ log, from, to, server }: PartOptions): string | undefined {
  const chosen = { '--from': from, '--to': to, '--server': server };
  const [flag] = Object.entries(chosen).find(([, value]) => value !== undefined) ?? [];
  if (flag !== undefined && log === undefined) {
    return `${flag} says what --log shows, and there is no --log: give both, or none of them`;
  }
  if (from === undefined || to === undefined || from <= to) return undefined;
  const seconds = (ms: number): string => String(ms / 1000);
  return `--from ${seconds(from)} comes after --to ${seconds(to)}: nothing lies between them`;
}

/** @throws UsageError when none of the tests has such a server */
export function checkServer({ server }: PartOptions, scenarios: readonly Scenario[]): void {
  const most = Math.max(...scenarios.map(({ servers }) => servers));
  if (server === undefined || server < most) return;
  const name = `--server ${server}`;
  throw new UsageError(`no test here has a ${name}: servers count from 0 to ${most - 1}`);
}

function topicsOption(text: string): readonly Topic[] {
  try {
    return parseTopics(text);
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

/** A server on a command line, by its number or as the log names it. */
function serverOption(text: string): number {
  const number = /^S?(\d{1,3})$/i.exec(text)?.[1];
  if (number !== undefined) return Number(number);
  throw new UsageError(`--server takes one server, such as 2 or S2, got ${text}`);
}

/** Simulated time on a command line, as it is printed: in seconds. Gives milliseconds. */
function secondsOption(text: string): number {
  const seconds = Number(text.replace(/\s*s$/, ''));
  if (Number.isFinite(seconds) && seconds >= 0) return seconds * 1000;
  throw new UsageError(`expected a simulated time in seconds, such as 1.25, got ${text}`);
}
