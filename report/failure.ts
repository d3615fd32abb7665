import type { ChalkInstance } from 'chalk';
import { showTime } from '../sim/trace/show.ts';
import type { RunFailure, RunResult } from '../tester/result.ts';
import type { Hint } from './diagnosis/hint.ts';
import { lastRows } from './last-events.ts';
import { serverTable } from './server-table.ts';
import { tame, truncate, wrapTo } from './text.ts';

export interface FailureOptions {
  readonly chalk: ChalkInstance;
  /** At most three are shown. */
  readonly hints: readonly Hint[];
  /** What to paste into a shell to see this very run again. */
  readonly replayCommand: string;
  /** The file to open for looking at the run; there may be none. */
  readonly page?: string;
  /** The screen: no line is longer, and with the test's two lines the block is no higher. */
  readonly width?: number;
  readonly height?: number;
}

/** How many lines each part may take. */
interface Limits {
  readonly message: number;
  readonly evidence: number;
  readonly frames: number;
  readonly hintText: number;
  readonly hintEvidence: number;
}

const mostHints = 3;
const roomy: Limits = { message: 5, evidence: 3, frames: 4, hintText: 2, hintEvidence: 3 };
/** For a failure that has much of everything. */
const tight: Limits = { message: 4, evidence: 1, frames: 2, hintText: 1, hintEvidence: 2 };
const events = { least: 3, most: 10 };
/** The test's own lines above the block, and the shell's prompt below. */
const linesAround = 3;
const indent = '  ';

/**
 * What a student sees under a failed test: what was expected and what came, how the servers stood,
 * what led to it, where in the student's sources, what may be the reason, and how to run it again.
 */
export function renderFailure(result: RunResult, options: FailureOptions): string[] {
  const { failure } = result;
  if (failure === undefined) return [];
  const { chalk, width = 100, height = 40 } = options;
  const room = width - indent.length;
  const free = (blocks: Blocks): number => {
    const others = [...blocks.before, ...blocks.after];
    // An empty line below each of them, and the title of the events.
    return height - others.reduce((sum, block) => sum + block.length + 1, linesAround + 2);
  };
  const generous = makeBlocks(result, failure, { ...options, width: room, limits: roomy });
  const blocks =
    free(generous) >= events.least
      ? generous
      : makeBlocks(result, failure, { ...options, width: room, limits: tight });
  const count = Math.min(events.most, Math.max(events.least, free(blocks)));
  const last = lastRows(result, { count, width: room, chalk });
  const story = last.length === 0 ? [] : [[chalk.bold('what happened last'), ...last]];
  return [...blocks.before, ...story, ...blocks.after].flatMap((block, i) => {
    return [...(i === 0 ? [] : ['']), ...block.map((line) => indent + line)];
  });
}

/** What stands before and after the events. */
interface Blocks {
  readonly before: readonly string[][];
  readonly after: readonly string[][];
}

function makeBlocks(
  result: RunResult,
  failure: RunFailure,
  options: FailureOptions & { width: number; limits: Limits },
): Blocks {
  const { chalk, width, limits } = options;
  const seed = `${chalk.bold('seed')} ${String(result.seed)}`;
  // The command is for pasting, so it stands in one piece even when it is longer than the screen.
  const replay = [`${seed}   ${chalk.bold('replay')} ${options.replayCommand}`];
  if (options.page !== undefined) replay.push(`${chalk.bold('page')} ${options.page}`);
  const isThere = (block: string[]): boolean => block.length > 0;
  return {
    before: [message(failure, width, limits, chalk), serverTable(result, width, chalk)].filter(
      isThere,
    ),
    after: [
      frames(failure, width, limits, chalk),
      hintLines(options.hints, width, limits, chalk),
      replay,
    ].filter(isThere),
  };
}

function message(
  failure: RunFailure,
  width: number,
  limits: Limits,
  chalk: ChalkInstance,
): string[] {
  const title = `${failure.property} at ${showTime(failure.atMs)} of simulated time`;
  const lines = wrapTo(tame(failure.message), width, limits.message);
  const shown = failure.evidence
    .slice(-limits.evidence)
    .map((event) => chalk.dim(truncate(tame(`  ${event}`), width)));
  return [chalk.red.bold(truncate(title, width)), ...lines, ...shown];
}

function frames(
  { stack }: RunFailure,
  width: number,
  limits: Limits,
  chalk: ChalkInstance,
): string[] {
  if (stack.length === 0) return [];
  const shown = stack.slice(0, limits.frames);
  return [chalk.bold('where'), ...shown.map((frame) => truncate(`  ${frame}`, width))];
}

function hintLines(
  hints: readonly Hint[],
  width: number,
  limits: Limits,
  chalk: ChalkInstance,
): string[] {
  return hints.slice(0, mostHints).flatMap((hint) => {
    const text = wrapTo(`hint: ${hint.text} (read ${hint.section})`, width, limits.hintText);
    const evidence = wrapTo(hint.evidence, width - 6, limits.hintEvidence);
    return [
      ...text.map((line) => chalk.yellow(line)),
      ...evidence.map((line) => chalk.dim(`      ${line}`)),
    ];
  });
}
