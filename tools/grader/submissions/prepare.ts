import { copyFileSync, lstatSync, mkdirSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { isArchive, type Submission } from './find.ts';
import {
  Allowance,
  defaultUnpackLimits,
  entryPath,
  SubmissionError,
  type UnpackLimits,
} from './limits.ts';
import { isArchiveName } from './names.ts';
import { unpackArchive } from './unpack.ts';

/**
 * Copies or unpacks a submission into an empty folder of its own and finds its `raft.ts`. What comes
 * out has only plain files, whatever the submission was.
 *
 * @returns the absolute path of the file that should export `Make`
 * @throws SubmissionError when there is none, or the submission is damaged, hostile or too large
 */
export async function prepareSubmission(
  submission: Submission,
  into: string,
  limits: UnpackLimits = defaultUnpackLimits,
): Promise<string> {
  mkdirSync(into, { recursive: true });
  const allowance = new Allowance(limits);
  for (const item of submission.items) {
    if (isArchive(item)) await unpackArchive(item.path, into, allowance);
    else if (lstatSync(item.path).isDirectory()) copyFolder(item.path, into, allowance);
    else copyFile(item.path, path.join(into, path.basename(item.name)), allowance);
  }
  if (findEntry(into) === undefined) await unpackInner(into, allowance);
  const entry = findEntry(into);
  if (entry !== undefined) return entry;
  throw new SubmissionError('holds no raft.ts');
}

/** Some platforms wrap what was handed in, an archive too, in a folder for each student. */
async function unpackInner(folder: string, allowance: Allowance): Promise<void> {
  const archives = filesBelow(folder).filter((file) => isArchiveName(file));
  const [only] = archives;
  if (only === undefined) return;
  if (archives.length > 1) {
    throw new SubmissionError(`holds no raft.ts, but ${archives.length} archives`);
  }
  await unpackArchive(path.join(folder, only), path.join(folder, 'unpacked'), allowance);
}

/**
 * Where `raft.ts` is: at the top, else in `skeleton/` for who handed in the whole project, else
 * the one nearest to the top.
 */
export function findEntry(folder: string): string | undefined {
  const candidates = filesBelow(folder)
    .filter((file) => path.posix.basename(file) === 'raft.ts')
    .sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
  const [best, second] = candidates;
  if (best === undefined) return undefined;
  if (second !== undefined && rank(best) === rank(second)) {
    throw new SubmissionError(`holds several raft.ts: ${best} and ${second}`);
  }
  return path.join(folder, best);
}

function rank(file: string): number {
  const depth = file.split('/').length;
  const isSkeleton = path.posix.basename(path.posix.dirname(file)) === 'skeleton';
  return depth * 2 - (isSkeleton ? 1 : 0);
}

/** All files, relative and with `/` between their parts. */
function filesBelow(folder: string, prefix = ''): string[] {
  return readdirSync(path.join(folder, prefix), { withFileTypes: true }).flatMap((entry) => {
    const name = prefix === '' ? entry.name : `${prefix}/${entry.name}`;
    return entry.isDirectory() ? filesBelow(folder, name) : [name];
  });
}

function copyFolder(from: string, into: string, allowance: Allowance, prefix = ''): void {
  const entries = readdirSync(path.join(from, prefix), { withFileTypes: true });
  for (const entry of entries) {
    const name = prefix === '' ? entry.name : `${prefix}/${entry.name}`;
    if (entryPath(name) === undefined) continue;
    if (entry.isDirectory()) copyFolder(from, into, allowance, name);
    else copyFile(path.join(from, name), path.join(into, name), allowance, name);
  }
}

function copyFile(from: string, to: string, allowance: Allowance, name = path.basename(to)): void {
  const stat = lstatSync(from);
  if (!stat.isFile()) {
    throw new SubmissionError(`holds something that is no plain file: ${JSON.stringify(name)}`);
  }
  allowance.file(name);
  allowance.bytes(stat.size);
  mkdirSync(path.dirname(to), { recursive: true });
  copyFileSync(from, to);
}
