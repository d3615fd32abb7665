import { createHash } from 'node:crypto';
import path from 'node:path';
import type { Bundle } from '../../sim/program.ts';
import type { Implementation } from '../../tester/implementation/load.ts';
import { projectRoot } from '../../tester/implementation/root.ts';

/** An implementation without a trace of where it lies on this machine. */
export interface ConfinedCode {
  readonly runtime: Bundle;
  readonly bundle: Bundle;
}

/**
 * Takes the places of this machine out of a bundle, so that stacks and hashes are the same on every
 * other one: a submission's files are named from its own folder, ours from the project's.
 *
 * @param folder the submission's folder
 */
export function confinedCode(implementation: Implementation, folder: string): ConfinedCode {
  const { runtime, bundle } = implementation;
  return {
    runtime: { code: withoutMap(runtime.code), map: '{}', fileName: 'runtime.js' },
    bundle: {
      code: withoutMap(bundle.code),
      map: JSON.stringify(placeless(bundle, folder)),
      fileName: 'submission.bundle.js',
    },
  };
}

export function hashCode({ runtime, bundle }: ConfinedCode): string {
  const hash = createHash('sha256');
  for (const text of [runtime.code, bundle.code, bundle.map]) hash.update(text).update('\0');
  return hash.digest('hex');
}

/** Debuggers read the map inside of the code; nobody debugs here. */
function withoutMap(code: string): string {
  return code.replace(/\n\/\/# sourceMappingURL=[^\n]*\s*$/, '\n');
}

function placeless({ map, fileName }: Bundle, folder: string): object {
  const parsed = JSON.parse(map) as { sources: string[]; sourcesContent?: string[] };
  const sources = parsed.sources.map((source) => {
    const file = path.resolve(path.dirname(fileName), source);
    const own = path.relative(folder, file);
    const place = own.startsWith('..') ? path.relative(projectRoot, file) : own;
    return place.replaceAll(path.sep, '/');
  });
  return { ...parsed, sources, sourcesContent: undefined };
}
