import { mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { RunResult } from '../tester/result.ts';
import { loadTemplate, renderPage, type Template } from './html.ts';
import { makeTraceFile } from './make.ts';
import type { TraceFile } from './trace-file.ts';

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
 * Writes the page of a recorded run to `<folder>/<test>-<seed>.html`, replacing one of the same name.
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
  const { test, seed } = file.result;
  const name = `${test.replaceAll(/[^\w.-]/g, '_')}-${String(seed)}.html`;
  template ??= loadTemplate();
  const page = renderPage(await template, file);
  const target = path.join(folder, name);
  // Several runs may write at once, and a browser may be reading: a page appears whole or not at all.
  const draft = `${target}.${String(process.pid)}.draft`;
  await writeFile(draft, page);
  await rename(draft, target);
  await prune(folder, options.keep ?? defaultKeep, name);
  const relative = path.relative(process.cwd(), target);
  return relative.startsWith('..') ? target : relative;
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
