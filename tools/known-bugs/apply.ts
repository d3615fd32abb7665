import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from '../../tester/implementation/root.ts';
import type { Bug, Edit } from './known-bug.ts';

/** The text of each source file of an implementation, by its name in the folder. */
export type Sources = ReadonlyMap<string, string>;

/** The files of the reference, without its tests. */
export function referenceSources(): Sources {
  const folder = path.join(projectRoot, 'solutions');
  const names = readdirSync(folder).filter(
    (name) => name.endsWith('.ts') && !name.endsWith('.test.ts'),
  );
  return new Map(names.map((name) => [name, readFileSync(path.join(folder, name), 'utf8')]));
}

/**
 * The reference's sources with a bug in them.
 *
 * @throws Error when an edit does not fit, which happens when the reference has changed since
 */
export function applyBug(bug: Bug, reference: Sources): Sources {
  const sources = new Map(reference);
  for (const edit of bug.edits) {
    const text = sources.get(edit.file);
    if (text === undefined) {
      const names = [...sources.keys()].join(', ');
      throw new Error(
        `known bug ${bug.id}: solutions/ has no file ${edit.file}; it has ${names}. ` +
          'Adapt the bug to the reference.',
      );
    }
    sources.set(edit.file, applyEdit(text, edit, bug.id));
  }
  return sources;
}

function applyEdit(text: string, edit: Edit, id: string): string {
  const parts = text.split(edit.find);
  if (parts.length === 2) return parts.join(edit.replace);
  const found = parts.length === 1 ? 'nowhere' : `${parts.length - 1} times`;
  throw new Error(
    `known bug ${id}: expected to find this exactly once in solutions/${edit.file}, ` +
      `found it ${found}. Adapt the bug to the reference.\n${edit.find}`,
  );
}
