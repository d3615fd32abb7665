import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { atEnd } from './at-end.ts';

/**
 * Does some work in a folder that exists only as long as the work takes: whichever way it ends, and if
 * Ctrl-C or a reader that went away ends the whole process in the middle of it.
 *
 * @param prefix what the folder's name begins with
 */
export async function inTemporaryFolder<T>(
  prefix: string,
  work: (folder: string) => Promise<T>,
): Promise<T> {
  const folder = mkdtempSync(path.join(tmpdir(), prefix));
  const remove = (): void => {
    rmSync(folder, { recursive: true, force: true });
  };
  const forget = atEnd(remove);
  try {
    return await work(folder);
  } finally {
    forget();
    remove();
  }
}
