import { createReadStream, createWriteStream, mkdirSync } from 'node:fs';
import path from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { Parser, type ReadEntry } from 'tar';
import { openPromise } from 'yauzl';
import { entryPath, SubmissionError, type Allowance } from './limits.ts';

/**
 * Unpacks an archive that somebody else made. Only plain files come out of it: links and devices are
 * refused, so is a name that leads elsewhere, and the counting goes by what really comes out.
 *
 * @throws SubmissionError when the archive is damaged, hostile or too large
 * @throws Error when the machine has no room, or the archive cannot be read
 */
export async function unpackArchive(
  file: string,
  into: string,
  allowance: Allowance,
): Promise<void> {
  try {
    await (/\.zip$/i.test(file) ? unpackZip : unpackTar)(file, into, allowance);
  } catch (error) {
    if (error instanceof SubmissionError || isOfMachine(error)) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new SubmissionError(`cannot be unpacked: ${reason}`);
  }
}

/** What a file system says to the names in an archive. Everything else it says is of the machine. */
const aboutNames = new Set(['EEXIST', 'EILSEQ', 'EINVAL', 'EISDIR', 'ENAMETOOLONG', 'ENOTDIR']);

function isOfMachine(error: unknown): boolean {
  if (!(error instanceof Error) || !('syscall' in error)) return false;
  return !('code' in error && aboutNames.has(String(error.code)));
}

const fileTypeMask = 0o170000;
const regularFile = 0o100000;

async function unpackZip(file: string, into: string, allowance: Allowance): Promise<void> {
  // Names are judged by our own rule: the library's would end with its words for them.
  const zip = await openPromise(file, { decodeStrings: true, validateEntrySizes: true });
  try {
    for await (const entry of zip.eachEntry()) {
      const place = entryPath(entry.fileName);
      if (place === undefined) continue;
      const unixMode = entry.externalFileAttributes >>> 16;
      const type = unixMode & fileTypeMask;
      if (entry.fileName.endsWith('/')) continue;
      if (type !== 0 && type !== regularFile) throw notPlain(entry.fileName);
      if (entry.isEncrypted()) throw new SubmissionError('is encrypted');
      allowance.file(place);
      const stream = await zip.openReadStreamPromise(entry);
      await pipeline(stream, counting(allowance), createFile(into, place));
    }
  } finally {
    zip.close();
  }
}

async function unpackTar(file: string, into: string, allowance: Allowance): Promise<void> {
  const writing: Promise<void>[] = [];
  let problem: Error | undefined;
  const take = (entry: ReadEntry): void => {
    try {
      if (problem !== undefined) throw problem;
      const place = entryPath(entry.path);
      const isFile = entry.type === 'File' || entry.type === 'OldFile';
      if (!isFile && entry.type !== 'Directory') throw notPlain(entry.path);
      if (place === undefined || !isFile) {
        entry.resume();
        return;
      }
      allowance.file(place);
      writing.push(write(entry, into, place));
    } catch (error) {
      problem ??= error as Error;
      entry.resume();
    }
  };
  const parser = new Parser({ strict: true, onReadEntry: take });
  const unpacked = counting(allowance);
  const parsed = new Promise<void>((resolve, reject) => {
    parser.on('end', resolve);
    parser.on('error', reject);
    unpacked.on('data', (chunk: Buffer) => {
      parser.write(chunk);
    });
    unpacked.on('end', () => {
      parser.end();
    });
  });
  // A rejection here is also the pipeline's or is looked at below.
  parsed.catch(() => undefined);
  await pipeline(createReadStream(file), createGunzip(), unpacked);
  await parsed;
  await Promise.all(writing);
  if (problem !== undefined) throw problem;
}

/** An entry is no larger than the archive's stream, which is counted already. */
async function write(entry: ReadEntry, into: string, place: string): Promise<void> {
  const output = createFile(into, place);
  for await (const chunk of entry) output.write(chunk);
  await new Promise<void>((resolve, reject) => {
    output.on('error', reject);
    output.end(resolve);
  });
}

function createFile(into: string, place: string): ReturnType<typeof createWriteStream> {
  const target = path.join(into, place);
  mkdirSync(path.dirname(target), { recursive: true });
  // Two entries of one name: the second would be written over the first, or through it.
  return createWriteStream(target, { flags: 'wx' });
}

function counting(allowance: Allowance): Transform {
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      try {
        allowance.bytes(chunk.length);
        done(undefined, chunk);
      } catch (error) {
        done(error as Error);
      }
    },
  });
}

function notPlain(name: string): SubmissionError {
  return new SubmissionError(`holds something that is no plain file: ${JSON.stringify(name)}`);
}
