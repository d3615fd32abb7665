import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from '../../../tester/implementation/root.ts';

/**
 * Puts a file of `hostile/` that builds on the reference into a folder, together with the reference:
 * an implementation may import only what lies in its own folder.
 *
 * @param name the file's name, without its ending
 * @returns the path to give to --raft
 */
export function writeHostileReference(folder: string, name: string): string {
  const solutions = path.join(projectRoot, 'solutions');
  cpSync(solutions, folder, { recursive: true });
  const text = readFileSync(path.join(import.meta.dirname, 'hostile', `${name}.ts`), 'utf8');
  const file = path.join(folder, `${name}.ts`);
  writeFileSync(file, text.replace('../../../../solutions/', './'));
  return file;
}
