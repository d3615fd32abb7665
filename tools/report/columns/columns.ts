import type { ChalkInstance } from 'chalk';
import type { TraceEvent } from '../../../sim/trace/event.ts';
import { composeRows, type RowFilter } from '../rows/compose.ts';
import type { Cell, Row } from '../rows/row.ts';
import { fit, widthOf, wrap } from '../text.ts';
import { countServers } from '../trace/standings.ts';
import { serverPaint, topicPaint } from './tones.ts';

export interface ColumnOptions extends RowFilter {
  /** Decides whether there are colours at all. */
  readonly chalk: ChalkInstance;
  /** Columns of the terminal; no line is longer. */
  readonly width: number;
}

/** `119.9999`: no test is longer than 120 s. */
const timeWidth = 8;
/** What the shortest forms of sending and answering look like, for columns that have no room for words. */
const legend =
  '→1 to S1  1→ from S1  ⇒1 answers S1  ←1 answer of S1  4@2 index 4, term 2  ♥ heartbeats  ♡ lost';

/** Between columns; with many servers every space counts. */
const gaps = { wide: ' │ ', narrow: '│' };
const mostServersWithWideGap = 5;
/** Below this a column is of no use, whatever the terminal's width. */
const leastTextWidth = 6;

interface Layout {
  readonly chalk: ChalkInstance;
  readonly width: number;
  readonly servers: readonly number[];
  readonly gap: string;
  readonly columnWidth: number;
  /** Room for role letter, term and a space. */
  readonly standingWidth: number;
}

/**
 * The run as a column per server: simulated seconds at the left, and what each server does in its own
 * column with its role and term in front (`L3`, `C3`, `F3`; `?` is not known). Lines are made as they
 * are asked for, since a run may have tens of thousands.
 */
export function* renderColumns(
  events: readonly TraceEvent[],
  options: ColumnOptions,
): Generator<string, void> {
  const layout = layOut(events, options);
  const { servers, chalk } = layout;
  const heads = servers.map((server) => {
    return chalk.bold(serverPaint(chalk, server)(fit(`S${server}`, layout.columnWidth)));
  });
  for (const part of wrap(legend, options.width)) yield chalk.dim(part);
  yield line([chalk.bold(fit('seconds', timeWidth)), ...heads], layout);
  let count = 0;
  for (const row of composeRows(events, options)) {
    count++;
    if (row.content.kind === 'across') yield* acrossLines(row, layout);
    else yield* cellLines(row, row.content.cells, layout);
  }
  if (count === 0) yield chalk.dim('(no event is left by these filters)');
}

function layOut(events: readonly TraceEvent[], options: ColumnOptions): Layout {
  const { chalk, server, width } = options;
  const count = countServers(events);
  const servers = server === undefined ? Array.from({ length: count }, (_, i) => i) : [server];
  const gap = servers.length > mostServersWithWideGap ? gaps.narrow : gaps.wide;
  const highestTerm = events.reduce((highest, event) => {
    return event.kind === 'state' ? Math.max(highest, event.term) : highest;
  }, 0);
  const standingWidth = String(highestTerm).length + 2;
  const free = width - timeWidth - servers.length * gap.length;
  const columnWidth = Math.max(
    standingWidth + leastTextWidth,
    Math.floor(free / Math.max(1, servers.length)),
  );
  return { chalk, width, servers, gap, columnWidth, standingWidth };
}

/** What concerns everybody: a rule across all columns. */
function* acrossLines(row: Row, { chalk, width }: Layout): Generator<string, void> {
  if (row.content.kind !== 'across') return;
  const { text, isFailure } = row.content;
  const paint = isFailure ? chalk.red.bold : topicPaint(chalk, row.topics[0]);
  const room = width - timeWidth - 1;
  const lead = isFailure ? '✗✗ ' : '── ';
  for (const [i, part] of wrap(text, room - lead.length - 1).entries()) {
    const said = `${i === 0 ? lead : '   '}${part} `;
    const rule = i === 0 && !isFailure ? '─'.repeat(Math.max(0, room - widthOf(said))) : '';
    yield `${time(row, i, chalk)} ${paint((said + rule).trimEnd())}`;
  }
}

function* cellLines(row: Row, cells: readonly Cell[], layout: Layout): Generator<string, void> {
  const { chalk, servers, columnWidth, standingWidth } = layout;
  const textWidth = columnWidth - standingWidth;
  const columns = servers.map((server) => {
    const cell = cells.find((candidate) => candidate.server === server);
    if (cell === undefined) return [];
    const paint = topicPaint(chalk, row.topics.includes('DROP') ? 'DROP' : row.topics[0]);
    return wrap(choose(cell.forms, textWidth), textWidth).map((text, i) => {
      const standing = fit(i === 0 ? cell.standing : '', standingWidth - 1);
      return `${serverPaint(chalk, server)(standing)} ${paint(fit(text, textWidth))}`;
    });
  });
  const height = Math.max(1, ...columns.map((lines) => lines.length));
  for (let i = 0; i < height; i++) {
    const parts = columns.map((lines) => lines[i] ?? ' '.repeat(columnWidth));
    yield line([time(row, i, chalk), ...parts], layout);
  }
}

/** The longest that fits, or the shortest when none does. */
export function choose(forms: readonly string[], width: number): string {
  return forms.find((form) => widthOf(form) <= width) ?? forms.at(-1) ?? '';
}

function time({ atMs }: Row, lineOfRow: number, chalk: ChalkInstance): string {
  const text = lineOfRow === 0 ? (atMs / 1000).toFixed(4) : '';
  return chalk.dim(text.padStart(timeWidth));
}

function line(parts: readonly string[], { chalk, gap }: Layout): string {
  return parts.join(chalk.dim(gap)).trimEnd();
}
