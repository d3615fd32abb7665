import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type Implementation, loadImplementation } from '../../tester/implementation/load.ts';
import { inTemporaryFolder } from '../../tester/implementation/temporary-folder.ts';
import { applyBug, referenceSources, type Sources } from './apply.ts';
import type { Bug } from './known-bug.ts';

/**
 * The reference with a bug in it, ready to run. It is bundled from a folder that exists only as long
 * as this takes; in results it goes by the bug's id.
 */
export function loadBug(bug: Bug): Promise<Implementation> {
  return inTemporaryFolder('raftlab-bug-', async (folder) => {
    writeSources(applyBug(bug, referenceSources()), folder);
    return { ...(await loadImplementation(folder)), name: bug.id };
  });
}

/** Writes an implementation's sources into a folder, which is made when it does not exist. */
export function writeSources(sources: Sources, folder: string): void {
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of sources) writeFileSync(path.join(folder, name), text);
}
