import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Program } from '../../../sim/program.ts';
import { projectRoot } from '../../implementation/root.ts';
import { programOf, type Files } from '../../testing/implementation.ts';

/** A change of the reference: in one file, a text that stands there exactly once becomes another. */
export interface Edit {
  readonly file: string;
  readonly find: string;
  readonly replace: string;
}

/** The reference's sources by file name. */
export function referenceFiles(): Files {
  const folder = path.join(projectRoot, 'solutions');
  const names = readdirSync(folder).filter((name) => /^[a-z-]+\.ts$/.test(name));
  return Object.fromEntries(
    names.map((name) => [name, readFileSync(path.join(folder, name), 'utf8')]),
  );
}

/**
 * The reference with changes.
 *
 * @throws Error when a text to be replaced does not stand in its file exactly once
 */
export function editedReference(edits: readonly Edit[]): Promise<Program> {
  const files: Record<string, string> = { ...referenceFiles() };
  for (const { file, find, replace } of edits) {
    const text = files[file] ?? '';
    const count = text.split(find).length - 1;
    if (count !== 1) {
      throw new Error(
        `expected exactly one place in solutions/${file} with\n${find}\ngot ${count}: ` +
          'has the reference changed? Then change this edit too',
      );
    }
    files[file] = text.replace(find, () => replace);
  }
  return programOf(files);
}
