/** What an archive or a folder may hold: far more than any honest submission needs. */
export interface UnpackLimits {
  readonly files: number;
  /** All files together, unpacked. */
  readonly bytes: number;
  readonly depth: number;
}

export const defaultUnpackLimits: UnpackLimits = { files: 2_000, bytes: 20_000_000, depth: 20 };

/** A submission that cannot be graded for what it is; the message says what is wrong with it. */
export class SubmissionError extends Error {
  override readonly name = 'SubmissionError';
}

/** Keeps count while a submission is unpacked; the first thing too much ends it. */
export class Allowance {
  readonly #limits: UnpackLimits;
  #files = 0;
  #bytes = 0;

  constructor(limits: UnpackLimits) {
    this.#limits = limits;
  }

  /**
   * Counts a file before it is written.
   *
   * @param name with `/` between its parts
   * @throws SubmissionError
   */
  file(name: string): void {
    this.#files++;
    if (this.#files > this.#limits.files) {
      throw new SubmissionError(`holds more than ${this.#limits.files} files`);
    }
    if (name.split('/').length > this.#limits.depth) {
      throw new SubmissionError(`folders are nested more than ${this.#limits.depth} deep`);
    }
  }

  /** Counts what really comes out, as an archive's own words about sizes may be lies. */
  bytes(count: number): void {
    this.#bytes += count;
    if (this.#bytes <= this.#limits.bytes) return;
    const megabytes = String(this.#limits.bytes / 1_000_000);
    throw new SubmissionError(`unpacks to more than ${megabytes} MB`);
  }
}

/** Folders that hold nothing a student wrote. */
const skippedFolders = new Set(['node_modules', '.git', '__MACOSX']);

/**
 * Where an entry belongs below the submission's folder, or undefined for what is left out.
 *
 * @throws SubmissionError for a name that leads out of the folder
 */
export function entryPath(name: string): string | undefined {
  const parts = name
    .replaceAll('\\', '/')
    .split('/')
    .filter((part) => part !== '' && part !== '.');
  if (name.startsWith('/') || /^[a-z]:/i.test(name) || parts.includes('..')) {
    throw new SubmissionError(`holds an entry that leads out of it: ${JSON.stringify(name)}`);
  }
  if (name.includes('\0')) throw new SubmissionError('holds an entry whose name is no name');
  if (parts.length === 0 || parts.some((part) => skippedFolders.has(part))) return undefined;
  return parts.join('/');
}
