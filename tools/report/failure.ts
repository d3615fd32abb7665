import type { ChalkInstance } from 'chalk';
import { showTime } from '../../sim/trace/show.ts';
import type { RunFailure, RunResult } from '../../tester/result.ts';
import type { Hint } from './diagnosis/hint.ts';
import { serverTable } from './server-table.ts';
import { badge, storyLines } from './story/lines.ts';
import { tellStory, type Story } from './story/story.ts';
import { hangTo, printable, wrap } from './text.ts';

export interface FailureOptions {
  readonly chalk: ChalkInstance;
  /** At most three are shown. */
  readonly hints: readonly Hint[];
  /** What to paste into a shell to see this very run again. */
  readonly replayCommand: string;
  /** The file to open for looking at the run; there may be none. */
  readonly page?: string | undefined;
  /** Columns of the screen: no line is longer, but for the command, which is for pasting. */
  readonly width?: number;
  /**
   * How much is told: the `whole` story; the same `below a log` of the run, which has told the events;
   * or the `cause` alone, where many failures stand below each other.
   */
  readonly extent?: Extent;
}

export type Extent = 'whole' | 'below a log' | 'cause';

/** How many of each are shown, and how many lines each may take: far more than any should need. */
const most = { hints: 3, evidence: 6, frames: 4, lines: 12, frameLines: 2 };
const indent = '  ';

/**
 * What a student sees under a failed test: what was expected and what came, how the servers stood,
 * what led to it, where in the student's sources, what may be the reason, and how to run it again.
 */
export function renderFailure(result: RunResult, options: FailureOptions): string[] {
  const { failure } = result;
  if (failure === undefined) return [];
  const { chalk, width = 100, extent = 'whole' } = options;
  const room = width - indent.length;
  const story = extent === 'whole' ? tellStory(result) : undefined;
  const blocks = [
    message(failure, story, room, chalk),
    ...(extent === 'cause' ? [] : [serverTable(result, room, chalk)]),
    ...(extent === 'whole' ? storyBlocks(failure, story, room, chalk) : []),
    frames(failure, room, chalk),
    ...options.hints.slice(0, most.hints).map((hint) => hintLines(hint, room, chalk)),
    replay(result, options),
  ].filter((block) => block.length > 0);
  return blocks.flatMap((block, i) => {
    return [...(i === 0 ? [] : ['']), ...block.map((line) => (indent + line).trimEnd())];
  });
}

function message(
  failure: RunFailure,
  story: Story | undefined,
  width: number,
  chalk: ChalkInstance,
): string[] {
  const title = `${failure.property} at ${showTime(failure.atMs)} of simulated time`;
  const numbers = new Set(story?.evidence.values());
  return [
    ...wrap(title, width).map((line) => chalk.red.bold(line)),
    ...hangTo(printable(failure.message), { width, lead: '', mostLines: most.lines }),
    ...evidence(failure, numbers, width),
  ];
}

/** The first shows how it began and the last how it ended, so the middle goes where there are many. */
function evidence(
  { evidence: events }: RunFailure,
  numbers: ReadonlySet<number>,
  width: number,
): string[] {
  const head = most.evidence / 2;
  const isShown = (i: number): boolean => {
    return events.length <= most.evidence || i < head || i >= events.length - head;
  };
  return events.flatMap((event, i) => {
    if (!isShown(i)) {
      return i === head ? [`  … ${events.length - most.evidence} more`] : [];
    }
    // Where the story tells the event too, both have the same sign.
    const lead = numbers.has(i + 1) ? `  ${badge(i + 1)} ` : '    ';
    return hangTo(printable(event), { width, lead, mostLines: most.lines });
  });
}

function storyBlocks(
  failure: RunFailure,
  story: Story | undefined,
  width: number,
  chalk: ChalkInstance,
): readonly string[][] {
  if (story !== undefined) return storyLines(story, { width, chalk });
  if (failure.lastEvents.length === 0) return [];
  const last = failure.lastEvents.flatMap((line) => {
    return hangTo(printable(line), { width, lead: '', mostLines: most.lines });
  });
  return [[chalk.bold('what happened last'), ...last]];
}

function frames({ stack }: RunFailure, width: number, chalk: ChalkInstance): string[] {
  if (stack.length === 0) return [];
  const shown = stack.slice(0, most.frames);
  const mostLines = most.frameLines;
  return [
    chalk.bold('where'),
    ...shown.flatMap((frame) => hangTo(frame, { width, lead: '  ', mostLines })),
  ];
}

/** Told from all else by its shape: the word on a ground of its own. */
function hintLines(hint: Hint, width: number, chalk: ChalkInstance): string[] {
  const label = ' hint ';
  const lead = `${label} `;
  const [first = '', ...rest] = hangTo(hint.text, { width, lead, mostLines: most.lines });
  const below = { width, lead: ' '.repeat(lead.length), mostLines: most.lines };
  return [
    chalk.inverse(label) + chalk.bold(first.slice(label.length)),
    ...rest.map((line) => chalk.bold(line)),
    ...hangTo(hint.evidence, below),
    ...hangTo(`read ${hint.section}`, below),
  ];
}

function replay(result: RunResult, options: FailureOptions): string[] {
  const { chalk, page } = options;
  const seed = `${chalk.bold('seed')} ${result.seed}`;
  // The command is for pasting, so it stands in one piece even when it is longer than the screen.
  const lines = [`${seed}   ${chalk.bold('replay')} ${options.replayCommand}`];
  return page === undefined ? lines : [...lines, `${chalk.bold('page')} ${page}`];
}
