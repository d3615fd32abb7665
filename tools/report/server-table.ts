import type { ChalkInstance } from 'chalk';
import { showTime } from '../../sim/trace/show.ts';
import type { RunFailure, RunResult, ServerReport } from '../../tester/result.ts';
import type { ServerView } from './belief/view.ts';
import { show } from './rows/forms.ts';
import { standBefore, type Stand } from './stand.ts';
import { showLog } from './story/log.ts';
import { fit, hang, widthOf } from './text.ts';

/**
 * How each server stood when the run failed: as it was before the failing moment itself, which the
 * story tells. What nobody has revealed is a question mark. For a deadlock also what each was waiting
 * for.
 */
export function serverTable(result: RunResult, width: number, chalk: ChalkInstance): string[] {
  const { failure } = result;
  if (failure === undefined || failure.report.length === 0) return [];
  const stands = standBefore(result);
  const rows =
    stands === undefined
      ? [reportTitles, ...failure.report.map(reportCells)]
      : [standTitles, ...stands.map(standCells)];
  const [head = '', ...lines] = align(rows);
  const title = stands === undefined ? '' : `the servers before ${showTime(failure.atMs)}`;
  return [
    ...(title === '' ? [] : [chalk.bold(title)]),
    chalk.bold(head),
    ...lines.map((line, server) => mark(line, server, failure, chalk)),
    ...(stands ?? []).flatMap((stand) => leaderLines(stand, width)),
    ...waiting(failure, width, chalk),
  ];
}

/** Whom the failure is about is told from the rest by more than a shade. */
function mark(line: string, server: number, { servers }: RunFailure, chalk: ChalkInstance): string {
  const isOne = servers.length > 0 && servers.includes(server);
  return isOne ? chalk.bold(line.trimEnd()) : line.trimEnd();
}

const reportTitles = ['server', 'is', 'role', 'term', 'applied up to'];

/** What the world itself saw, where there is no trace. */
function reportCells(server: ServerReport): readonly string[] {
  const name = `S${server.server}`;
  if (!server.up) return [name, 'down', '-', '-', '-'];
  const role = server.isLeader ? 'leader' : 'not leader';
  return [name, place(server), role, String(server.term), String(server.applied)];
}

const standTitles = ['server', 'is', 'role', 'term', 'vote', 'log', 'commit', 'applied'];

function standCells({ view, role, term, log, commit }: Stand): readonly string[] {
  const { server, votedFor, applied } = view;
  const known = log ?? showLog(view) ?? '?';
  const vote = votedFor === undefined ? '?' : showVote(votedFor.value);
  const disk = [`S${server}`, 'down', '-', show(term), vote, known, '-', '-'];
  if (!view.up) return disk;
  return [
    `S${server}`,
    place(view),
    role ?? '?',
    show(term),
    vote,
    known,
    commit ?? '?',
    show(applied.value),
  ];
}

function showVote(vote: number | null): string {
  return vote === null ? 'none' : `S${vote}`;
}

function place({ connected }: Pick<ServerView, 'connected'>): string {
  return connected ? 'up' : 'cut off';
}

/** Columns as wide as what stands in them. */
function align(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, i) => {
    return Math.max(...rows.map((row) => widthOf(row[i] ?? ''))) + 2;
  });
  return rows.map((row) => row.map((cell, i) => fit(cell, widths[i] ?? 0)).join(''));
}

/** What a leader holds of the others, by server. */
function leaderLines({ view, next, match }: Stand, width: number): string[] {
  if (next === undefined && match === undefined) return [];
  const lead = `leader S${view.server}  `;
  const line = (name: string, values: readonly (string | undefined)[] | undefined): string => {
    const shown = (values ?? []).flatMap((value, server) => {
      return server === view.server ? [] : [`S${server} ${value ?? '?'}`];
    });
    return shown.length === 0 ? '' : `${name} ${shown.join('  ')}`;
  };
  return [
    ...hang(line('nextIndex  of', next), width, lead),
    ...hang(line('matchIndex of', match), width, ' '.repeat(lead.length)),
  ];
}

function waiting({ property, report }: RunFailure, width: number, chalk: ChalkInstance): string[] {
  if (property !== 'deadlock') return [];
  const lines = report.flatMap((server) => {
    return hang(server.waiting.join(', ') || 'nothing', width, `S${server.server}  `);
  });
  return ['', chalk.bold('what each waits for'), ...lines];
}
