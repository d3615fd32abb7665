import type { RunResult } from '../../tester/result.ts';

/** Lines of an implementation's files, by file and by line number. */
export type Excerpts = Readonly<Record<string, Readonly<Record<number, string>>>>;

/** How many lines around the one that a place names. */
const around = 2;
const longestLine = 200;

/** The lines of the sources that a run's trace refers to, and those next to them. */
export function excerptsOf(
  { notes = [], failure }: RunResult,
  sources: ReadonlyMap<string, string>,
): Excerpts {
  const found: Record<string, Record<number, string>> = {};
  const split = new Map([...sources].map(([file, text]) => [file, text.split('\n')]));
  const noted = notes.flatMap((note) => ('places' in note ? note.places : []));
  for (const place of new Set([...noted, ...(failure?.stack ?? [])])) {
    const { file, line } = readPlace(place) ?? {};
    const lines = file === undefined ? undefined : split.get(file);
    if (file === undefined || line === undefined || lines === undefined) continue;
    const excerpt = (found[file] ??= {});
    for (let i = Math.max(1, line - around); i <= Math.min(lines.length, line + around); i++) {
      excerpt[i] = (lines[i - 1] ?? '').slice(0, longestLine);
    }
  }
  return found;
}

/** One line as code, beside its neighbours. */
export interface CodeLine {
  readonly line: number;
  readonly text: string;
  readonly isMeant: boolean;
}

/** The code at a place such as `skeleton/raft.ts:12:5` or a frame of a stack; empty when unknown. */
export function codeAt(excerpts: Excerpts, place: string): readonly CodeLine[] {
  const meant = readPlace(place);
  const excerpt = meant === undefined ? undefined : excerpts[meant.file];
  if (meant === undefined || excerpt === undefined) return [];
  const lines: CodeLine[] = [];
  for (let line = meant.line - around; line <= meant.line + around; line++) {
    const text = excerpt[line];
    if (text !== undefined) lines.push({ line, text, isMeant: line === meant.line });
  }
  return lines;
}

function readPlace(place: string): { file: string; line: number } | undefined {
  const match = /([^\s(]+):(\d+):\d+\)?$/.exec(place);
  return match?.[1] === undefined ? undefined : { file: match[1], line: Number(match[2]) };
}
