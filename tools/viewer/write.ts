import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { RunResult } from '../../tester/result.ts';
import { loadTemplate, renderPage, type Template } from './html.ts';
import { makeTraceFile } from './make.ts';
import { parse, type RunSummary, type TraceFile } from './trace-file.ts';

/** How many pages a folder keeps; older ones go when a new one comes. */
const defaultKeep = 40;

export interface WriteOptions {
  /** Where to write; `traces` in the current folder when left out. */
  readonly folder?: string;
  /** The command that runs the very same run again. */
  readonly replay: string;
  /** How many pages to keep in the folder. */
  readonly keep?: number;
}

/** The bundled page, made once for a process; each further page costs milliseconds. */
let template: Promise<Template> | undefined;

/**
 * Writes the page of a recorded run to `<folder>/<test>-<seed>.html`. A page that is there already and
 * shows another run (of other code, or of another implementation) is kept under a longer name, so that
 * the two can be compared.
 *
 * @returns the page's path, relative to the current folder where it lies below it
 * @throws RangeError when the run was not recorded
 */
export async function writeTraceFile(run: RunResult, options: WriteOptions): Promise<string> {
  return writePage(makeTraceFile(run, { replay: options.replay }), options);
}

/** The same from a trace that has been made before. */
export async function writePage(
  file: TraceFile,
  options: Omit<WriteOptions, 'replay'> = {},
): Promise<string> {
  const folder = path.resolve(options.folder ?? 'traces');
  await mkdir(folder, { recursive: true });
  const name = `${baseName(file.result)}.html`;
  template ??= loadTemplate();
  const page = renderPage(await template, file);
  const target = path.join(folder, name);
  // Several runs may write at once, and a browser may be reading: a page appears whole or not at all.
  const draft = `${target}.${process.pid}.draft`;
  await writeFile(draft, page);
  await keepOther(target, file.result);
  await rename(draft, target);
  // What was kept of this very run before is the page that is there again now.
  await rm(path.join(folder, keptName(file.result)), { force: true });
  await prune(folder, options.keep ?? defaultKeep, name);
  const relative = path.relative(process.cwd(), target);
  return relative.startsWith('..') ? target : relative;
}

function baseName({ test, seed }: RunSummary): string {
  return `${plain(test)}-${seed}`;
}

/** Where a page goes that has to make room: named by what ran, and by what came of it. */
function keptName(result: RunSummary): string {
  const { implementation, traceHash } = result;
  const who = plain(path.basename(implementation)).replace(/\.[jt]s$/, '');
  return `${baseName(result)}-${who}-${traceHash.slice(0, 6)}.html`;
}

function plain(text: string): string {
  return text.replaceAll(/[^\w.-]/g, '_');
}

/** Moves a page out of the way if it shows another run than the one that takes its place. */
async function keepOther(target: string, next: RunSummary): Promise<void> {
  const text = await readFile(target, 'utf8').catch(() => undefined);
  const before = text === undefined ? undefined : summaryOf(text);
  if (before === undefined || keptName(before) === keptName(next)) return;
  // It keeps its time, and so its place among those that go when there are too many.
  await rename(target, path.join(path.dirname(target), keptName(before))).catch(() => undefined);
}

/** The run that a page shows; undefined for what is no page, which need not be kept. */
function summaryOf(page: string): RunSummary | undefined {
  try {
    return parse(page).result;
  } catch {
    return undefined;
  }
}

/** Removes the oldest pages beyond the number to keep, never the one just written. */
async function prune(folder: string, keep: number, newest: string): Promise<void> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.html') && name !== newest);
  const pages = await Promise.all(
    names.map(async (name) => {
      const file = path.join(folder, name);
      // Another process may have removed it meanwhile.
      const writtenMs = await stat(file).then(
        ({ mtimeMs }) => mtimeMs,
        () => 0,
      );
      return { file, writtenMs };
    }),
  );
  pages.sort((a, b) => b.writtenMs - a.writtenMs);
  const old = pages.slice(Math.max(0, keep - 1));
  await Promise.all(old.map(({ file }) => rm(file, { force: true })));
}
