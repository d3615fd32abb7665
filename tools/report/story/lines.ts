import type { ChalkInstance } from 'chalk';
import { serverPaint } from '../columns/tones.ts';
import { fit, hang } from '../text.ts';
import type { Chosen } from './choose.ts';
import type { Story } from './story.ts';

interface LineOptions {
  readonly width: number;
  readonly chalk: ChalkInstance;
}

/** The story below its headings; each row in full, over as many lines as it takes. */
export function storyLines(story: Story, options: LineOptions): readonly string[][] {
  const { chalk } = options;
  const block = (title: string, rows: readonly Chosen[]): string[][] => {
    if (rows.length === 0) return [];
    return [[chalk.bold(title), ...rows.flatMap((row) => rowLines(row, story, options))]];
  };
  if (story.isOfAll) return block('what happened last', story.history);
  const names = story.servers.map((server) => `S${server}`);
  return [
    ...block(`what happened to ${listOf(names)}`, story.history),
    ...block('elsewhere, last', story.elsewhere),
  ];
}

/** `S1, S2 and S3` */
function listOf(names: readonly string[]): string {
  const last = names.at(-1) ?? '';
  return names.length < 2 ? last : `${names.slice(0, -1).join(', ')} and ${last}`;
}

function rowLines(chosen: Chosen, story: Story, { width, chalk }: LineOptions): string[] {
  if (chosen.kind === 'gap') {
    return [`${' '.repeat(12)}… ${chosen.rows} more, not shown`];
  }
  const { row, count, sinceMs } = chosen;
  const time = `${seconds(row.atMs, 4).padStart(8)} s  `;
  const marks = row.events.flatMap((place) => story.evidence.get(place) ?? []).map(badge);
  const mark = marks.length === 0 ? '' : `${marks.join('')} `;
  const repeats = count === 1 ? '' : ` (×${count} since ${seconds(sinceMs, 2)} s)`;
  if (row.content.kind === 'across') {
    return hang(`${mark}${row.content.text}${repeats}`, width, time);
  }
  const [cell, ...others] = row.content.cells;
  if (cell === undefined) return [];
  const who = fit(`S${cell.server} ${cell.standing}`, 8);
  const more = others.map(({ server, forms }) => `, S${server} ${forms[0] ?? ''}`).join('');
  const [first = '', ...rest] = hang(
    `${mark}${cell.forms[0] ?? ''}${more}${repeats}`,
    width,
    `${time}${who}`,
  );
  const paint = serverPaint(chalk, cell.server);
  return [`${time}${paint(who)}${first.slice(time.length + who.length)}`, ...rest];
}

/** The sign of a piece of evidence, wherever it occurs. */
export function badge(number: number): string {
  const mostSigns = 20;
  return number <= mostSigns ? String.fromCodePoint(0x2460 + number - 1) : `(${number})`;
}

function seconds(ms: number, digits: number): string {
  return (ms / 1000).toFixed(digits);
}
