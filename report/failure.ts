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
  /** The screen: no line is longer, and with the test's two lines the block is no higher. */
  readonly width?: number;
  readonly height?: number;
}

const most = { messageLines: 5, hints: 3, evidenceLines: 2, frames: 4 };
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
  const before = [message(failure, room, chalk), serverTable(result, room, chalk)];
  const after = [
    frames(failure, room, chalk),
    hintLines(options.hints, room, chalk),
    [
      // The command is for pasting, so it stands in one piece even when it is longer than the screen.
      `${chalk.bold('seed')} ${String(result.seed)}   ${chalk.bold('replay')} ${options.replayCommand}`,
    ],
  ];
  const others = [...before, ...after].filter((block) => block.length > 0);
  // A line for each of them, and an empty one below each; then the title of the events.
  const taken = others.reduce((sum, block) => sum + block.length + 1, linesAround + 2);
  const count = Math.min(events.most, Math.max(events.least, height - taken));
  const last = lastRows(result, { count, width: room, chalk });
  const story = last.length === 0 ? [] : [chalk.bold('what happened last'), ...last];
  const blocks = [...before, story, ...after].filter((block) => block.length > 0);
  return blocks.flatMap((block, i) => [...(i === 0 ? [] : ['']), ...block.map((l) => indent + l)]);
}

function message(failure: RunFailure, width: number, chalk: ChalkInstance): string[] {
  const title = `${failure.property} at ${showTime(failure.atMs)} of simulated time`;
  const lines = wrapTo(tame(failure.message), width, most.messageLines);
  return [chalk.red.bold(truncate(title, width)), ...lines];
}

function frames(failure: RunFailure, width: number, chalk: ChalkInstance): string[] {
  if (failure.stack.length === 0) return [];
  const shown = failure.stack.slice(0, most.frames);
  return [chalk.bold('where'), ...shown.map((frame) => truncate(`  ${frame}`, width))];
}

function hintLines(hints: readonly Hint[], width: number, chalk: ChalkInstance): string[] {
  return hints.slice(0, most.hints).flatMap((hint) => {
    const text = wrapTo(`hint: ${hint.text} (read ${hint.section})`, width, 2);
    const evidence = wrapTo(hint.evidence, width - 6, most.evidenceLines);
    return [
      ...text.map((line) => chalk.yellow(line)),
      ...evidence.map((line) => chalk.dim(`      ${line}`)),
    ];
  });
}
