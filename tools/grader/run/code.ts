import { createHash } from 'node:crypto';
import path from 'node:path';
import type { Bundle } from '../../../sim/program.ts';
import { loadImplementation, type Implementation } from '../../../tester/implementation/load.ts';
import { projectRoot } from '../../../tester/implementation/root.ts';
import { referenceName } from '../confine/protocol.ts';
import type { Policy } from '../policy/schema.ts';

/** An implementation without a trace of where it lies on this machine. */
export interface ConfinedCode {
  readonly runtime: Bundle;
  readonly bundle: Bundle;
  /** What peers run, where a policy wants some. */
  readonly reference?: Bundle;
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
    runtime: { code: placelessCode(runtime, folder), map: '{}', fileName: 'runtime.js' },
    bundle: placeless(bundle, folder, 'submission.bundle.js'),
  };
}

/**
 * What a policy puts beside each submission. Its files are named from the project's folder, so that a
 * stack tells them from a submission's.
 */
export async function companions({
  peers,
}: Pick<Policy, 'peers'>): Promise<Pick<ConfinedCode, 'reference'>> {
  if (peers === 'own') return {};
  const { bundle } = await loadImplementation(referenceName);
  return { reference: placeless(bundle, undefined, 'reference.bundle.js') };
}

export function hashCode({ runtime, bundle, reference }: ConfinedCode): string {
  const hash = createHash('sha256');
  const texts = [runtime.code, bundle.code, bundle.map, reference?.code, reference?.map];
  for (const text of texts) hash.update(text ?? '').update('\0');
  return hash.digest('hex');
}

function placeless(bundle: Bundle, folder: string | undefined, fileName: string): Bundle {
  return { code: placelessCode(bundle, folder), map: placelessMap(bundle, folder), fileName };
}

/** Debuggers read the map inside of the code; nobody debugs here. */
function withoutMap(code: string): string {
  return code.replace(/\n\/\/# sourceMappingURL=[^\n]*\s*$/, '\n');
}

/**
 * The bundler writes above each module where it came from, seen from the folder it worked in, and
 * names old-style modules by that. No line moves, as the map counts them.
 */
function placelessCode(bundle: Bundle, folder: string | undefined): string {
  const names = new Map<string, string>();
  for (const file of sourcesOf(bundle)) {
    for (const from of [path.dirname(bundle.fileName), process.cwd()]) {
      names.set(slashes(path.relative(from, file)), placeOf(file, folder));
    }
  }
  return withoutMap(bundle.code)
    .replace(/^\/\/ (.*)$/gm, (line, name: string) => `// ${names.get(name) ?? line.slice(3)}`)
    .replace(/^( *)"([^"\n]+)"(?=\()/gm, (line, indent: string, name: string) => {
      const known = names.get(name);
      return known === undefined ? line : `${indent}"${known}"`;
    });
}

function placelessMap(bundle: Bundle, folder: string | undefined): string {
  const sources = sourcesOf(bundle).map((file) => placeOf(file, folder));
  const parsed = JSON.parse(bundle.map) as object;
  return JSON.stringify({ ...parsed, sources, sourcesContent: undefined });
}

/** Absolute. */
function sourcesOf({ map, fileName }: Bundle): readonly string[] {
  const { sources } = JSON.parse(map) as { sources: string[] };
  return sources.map((source) => path.resolve(path.dirname(fileName), source));
}

/** A submission's own file as seen from its folder, any other from the project's. */
function placeOf(file: string, folder: string | undefined): string {
  const own = folder === undefined ? '..' : path.relative(folder, file);
  return slashes(own.startsWith('..') ? path.relative(projectRoot, file) : own);
}

function slashes(file: string): string {
  return file.replaceAll(path.sep, '/');
}
