import type { ChalkInstance } from 'chalk';
import type { RunResult } from '../tester/result.ts';
import { serverPaint } from './columns/tones.ts';
import { composeRows } from './rows/compose.ts';
import type { Row } from './rows/row.ts';
import { topics } from './rows/topics.ts';
import { fit, tame, truncate } from './text.ts';

export interface LastEventsOptions {
  /** How many at most. */
  readonly count: number;
  readonly width: number;
  readonly chalk: ChalkInstance;
}

/** The failure's own message says what the last check was, and each change is saved anyway. */
const telling = topics.filter((topic) => topic !== 'PERSIST');

/**
 * The last things that happened before a failure, folded as in the column log; without a trace, the
 * last events as the run described them.
 */
export function lastRows(result: RunResult, options: LastEventsOptions): string[] {
  const { count, width } = options;
  if (result.trace === undefined) {
    const described = result.failure?.lastEvents ?? [];
    return described.slice(-count).map((line) => truncate(tame(line), width));
  }
  const last: Row[] = [];
  for (const row of composeRows(result.trace, { topics: telling, detail: 'brief' })) {
    // What the servers still did in the very event that ended the run leads to nothing.
    if (row.content.kind === 'across' && row.content.isFailure) break;
    last.push(row);
    if (last.length > count) last.shift();
  }
  return last.map((row) => rowLine(row, options));
}

function rowLine({ atMs, content }: Row, { width, chalk }: LastEventsOptions): string {
  const time = `${(atMs / 1000).toFixed(4).padStart(8)} s  `;
  const room = width - time.length;
  if (content.kind === 'across') return `${time}${truncate(content.text, room)}`;
  const [cell, ...others] = content.cells;
  if (cell === undefined) return time;
  const who = fit(`S${String(cell.server)} ${cell.standing}`, 8);
  const more = others.map(({ server, forms }) => `, S${String(server)} ${forms[0] ?? ''}`).join('');
  const said = truncate(`${cell.forms[0] ?? ''}${more}`, room - who.length);
  return `${time}${serverPaint(chalk, cell.server)(who)}${said}`;
}
