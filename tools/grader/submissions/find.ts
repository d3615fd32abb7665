import { readdirSync, statSync, type Dirent } from 'node:fs';
import path from 'node:path';
import { UsageError } from '../../runner/usage-error.ts';
import { isArchiveName, readName, type NameParts } from './names.ts';

/** One student's work as it lies in the download. */
export interface Submission extends Omit<NameParts, 'original'> {
  /** Files, archives and folders; a platform may put each file of a student there by itself. */
  readonly items: readonly SubmissionItem[];
}

export interface SubmissionItem {
  /** Absolute. */
  readonly path: string;
  /** What it was called when it was handed in. */
  readonly name: string;
}

/**
 * Finds the submissions in a download, in the order of their ids.
 *
 * @param where a folder of submissions, or one submission: a folder with `raft.ts`, or an archive
 * @throws UsageError when there is nothing to grade
 */
export function findSubmissions(where: string): readonly Submission[] {
  const place = path.resolve(where);
  const stat = statSync(place, { throwIfNoEntry: false });
  if (stat === undefined) throw new UsageError(`no submissions at ${place}`);
  if (!stat.isDirectory() || isOneSubmission(place)) return [one(place)];
  const folder = unwrap(place);
  const found = visible(folder)
    .filter(
      (entry) => entry.isDirectory() || /\.(zip|tar\.gz|tgz|[mc]?[tj]s|json)$/i.test(entry.name),
    )
    .map((entry) => ({
      name: readName(entry.name, path.basename(folder)),
      item: { path: path.join(folder, entry.name), name: entry.name },
    }));
  if (found.length === 0) {
    throw new UsageError(
      `no submissions in ${where}: expected a folder or a .zip, .tar.gz or .tgz a student`,
    );
  }
  return group(found);
}

/** Downloads often hold one folder, and every student's work is in there. */
function unwrap(place: string): string {
  const [only, ...others] = visible(place);
  if (only?.isDirectory() !== true || others.length > 0) return place;
  if (readName(only.name, path.basename(place)).platform !== 'plain') return place;
  const inside = path.join(place, only.name);
  const students = visible(inside).filter((entry) => isStudents(entry, only.name));
  return students.length > 0 && students.length === visible(inside).length ? inside : place;
}

/** A file that no platform named is part of somebody's work, not the whole of it. */
function isStudents(entry: Dirent, parent: string): boolean {
  if (entry.isDirectory() || isArchiveName(entry.name)) return true;
  return readName(entry.name, parent).platform !== 'plain' || /\.(csv|yml)$/.test(entry.name);
}

function visible(folder: string): Dirent[] {
  return readdirSync(folder, { withFileTypes: true }).filter(
    (entry) => !entry.name.startsWith('.') && entry.name !== '__MACOSX',
  );
}

function isOneSubmission(folder: string): boolean {
  return readdirSync(folder).includes('raft.ts');
}

function one(place: string): Submission {
  const name = path.basename(place);
  return {
    ...withoutOriginal(readName(name, path.basename(path.dirname(place)))),
    items: [{ path: place, name }],
  };
}

/** Puts the files of one student together and makes ids unique. */
function group(
  found: readonly { readonly name: NameParts; readonly item: SubmissionItem }[],
): readonly Submission[] {
  const byStudent = new Map<string, Submission>();
  for (const { name, item } of [...found].sort((a, b) => compare(a.item.path, b.item.path))) {
    const { original } = name;
    // Only platforms that spread one student's files say so in the names of the files.
    const key = original === undefined ? item.path : `${name.platform} ${name.platformId}`;
    const named = original === undefined ? item : { ...item, name: original };
    const known = byStudent.get(key);
    byStudent.set(key, {
      ...withoutOriginal(name),
      isLate: name.isLate || known?.isLate === true,
      items: [...(known?.items ?? []), named],
    });
  }
  const taken = new Set<string>();
  return [...byStudent.values()]
    .map((submission) => ({ ...submission, id: unique(submission.id, taken) }))
    .sort((a, b) => compare(a.id, b.id));
}

function withoutOriginal(name: NameParts): Omit<NameParts, 'original'> {
  const { platform, id, student, platformId, isLate } = name;
  return { platform, id, student, platformId, isLate };
}

/** Compares as some file systems do: two ids must not become one folder. */
function unique(id: string, taken: Set<string>): string {
  let candidate = id;
  for (let n = 2; taken.has(candidate.toLowerCase()); n++) candidate = `${id}-${n}`;
  taken.add(candidate.toLowerCase());
  return candidate;
}

/** The same order on every machine, whatever its language. */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Whether an item has to be unpacked. */
export function isArchive(item: SubmissionItem): boolean {
  return isArchiveName(item.name) && !statSync(item.path).isDirectory();
}
