import { createHash } from 'node:crypto';
import { readFileSync, realpathSync, statSync } from 'node:fs';

/**
 * The paths that some work looked at, and what it found there. Work that depends on nothing else gives
 * the same again as long as all of them are the same: a path where nothing was is among them, so that a
 * file which appears there later is noticed.
 */
export type Looks = Readonly<Record<string, string>>;

/** What is at a path: a file by its content, a folder, or nothing that can be used. */
export function lookAt(path: string): string {
  try {
    const found = statSync(path, { throwIfNoEntry: false });
    if (found === undefined) return 'nothing';
    // Links are followed, and where they lead decides what else is looked at.
    const place = realpathSync.native(path);
    if (found.isDirectory()) return `folder ${place}`;
    if (!found.isFile()) return 'nothing';
    return `${createHash('sha256').update(readFileSync(path)).digest('base64')} ${place}`;
  } catch {
    return 'nothing';
  }
}

export function isStillSo(looks: Looks): boolean {
  return Object.entries(looks).every(([path, found]) => lookAt(path) === found);
}
