import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { SubmissionError } from '../submissions/limits.ts';
import { findEntry } from '../submissions/prepare.ts';

/** A file of a submission, named from the submission's own folder. */
export interface SourceText {
  readonly name: string;
  readonly text: string;
}

/** Nobody writes this much Raft by hand; what is larger would only slow down all comparisons. */
const mostLetters = 400_000;

/**
 * The files of a submission that its `raft.ts` is made of: itself and what it imports by a relative
 * name, however deep. What else lies there (the rest of the project, for who handed in all of it) is
 * not looked at.
 *
 * @returns no files when there is no `raft.ts`, or when there is more text than anybody writes
 */
export function sourcesOf(folder: string): readonly SourceText[] {
  const entry = existsSync(folder) ? entryIn(folder) : undefined;
  if (entry === undefined) return [];
  const found = new Map<string, SourceText>();
  const waiting = [entry];
  let letters = 0;
  for (let file = waiting.shift(); file !== undefined; file = waiting.shift()) {
    const name = path.relative(folder, file).replaceAll(path.sep, '/');
    if (found.has(name) || name.startsWith('..')) continue;
    const text = readFileSync(file, 'utf8');
    letters += text.length;
    if (letters > mostLetters) return [];
    found.set(name, { name, text });
    for (const { fileName } of ts.preProcessFile(text).importedFiles) {
      const target = fileName.startsWith('.') ? resolve(path.dirname(file), fileName) : undefined;
      if (target !== undefined) waiting.push(target);
    }
  }
  return [...found.values()];
}

function entryIn(folder: string): string | undefined {
  try {
    return findEntry(folder);
  } catch (error) {
    if (error instanceof SubmissionError) return undefined;
    throw error;
  }
}

function resolve(folder: string, name: string): string | undefined {
  const plain = path.join(folder, name);
  const candidates = [
    plain,
    plain.replace(/\.js$/, '.ts'),
    ...['.ts', '.js', '/index.ts', '/index.js'].map((ending) => plain + ending),
  ];
  return candidates.find((file) => statSync(file, { throwIfNoEntry: false })?.isFile() === true);
}
