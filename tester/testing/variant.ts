import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from '../implementation/root.ts';
import type { Files } from './implementation.ts';

/** One change of a text: the first must stand in the file exactly once. */
export interface Edit {
  /** In `solutions/`. */
  readonly file: string;
  readonly replace: string;
  readonly by: string;
}

/**
 * The reference with a few changes, as the files of an implementation.
 *
 * @throws Error when the reference no longer has the text that an edit replaces
 */
export function variantOfReference(...edits: readonly Edit[]): Files {
  const folder = path.join(projectRoot, 'solutions');
  const names = readdirSync(folder).filter((name) => /^(?!.*\.test\.ts$).*\.ts$/.test(name));
  const files = Object.fromEntries(
    names.map((name) => [name, readFileSync(path.join(folder, name), 'utf8')]),
  );
  for (const { file, replace, by } of edits) {
    const text = files[file] ?? '';
    const found = text.split(replace).length - 1;
    if (found !== 1) {
      throw new Error(`expected this once in ${file}, found it ${found} times: ${replace}`);
    }
    files[file] = text.replace(replace, () => by);
  }
  return files;
}
