import { readFileSync, writeFileSync } from 'node:fs';
import { UsageError } from '../../runner/usage-error.ts';
import type { Hunt } from './verdict.ts';

const format = 'raftlab/mutants/1';

/** Writes what has been found so far, for `--from` to go on from. */
export function writeHunts(file: string, hunts: readonly Hunt[]): void {
  writeFileSync(file, `${JSON.stringify({ format, hunts }, undefined, 2)}\n`);
}

/** @throws UsageError when the file does not hold what {@link writeHunts} writes */
export function readHunts(file: string): readonly Hunt[] {
  try {
    const content = JSON.parse(readFileSync(file, 'utf8')) as { format?: unknown; hunts?: unknown };
    if (content.format !== format) throw new Error(`expected "format": "${format}"`);
    return content.hunts as readonly Hunt[];
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UsageError(`--from takes a file that --json has written; ${file}: ${reason}`);
  }
}
