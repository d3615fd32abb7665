import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import type { Bundle } from '../../sim/program.ts';
import { bundleForDebugger, bundleImplementation, bundleRuntime } from './bundle.ts';
import { ImplementationError } from './error.ts';
import { projectRoot } from './root.ts';

/** The implementations of the project itself, as far as they are there: students have no reference. */
function ownNames(): readonly string[] {
  return ['skeleton', 'solutions'].filter((name) => existsSync(path.join(projectRoot, name)));
}

/** What `--raft` may name, for help: `skeleton, solutions, or a path`. */
export function raftChoices(): string {
  return `${ownNames().join(', ')}, or a path`;
}

/** A Raft implementation ready to run. Plain data: it can be sent to another process. */
export interface Implementation {
  /** How to name it on a command line again: `skeleton`, `solutions`, or a path. */
  readonly name: string;
  /** The absolute path of the file that exports `Make`. */
  readonly file: string;
  readonly runtime: Bundle;
  readonly bundle: Bundle;
}

/**
 * Finds and bundles an implementation.
 *
 * @param where `skeleton`, `solutions`, a TypeScript file, or a folder that holds `raft.ts`; paths are
 *   relative to the current folder
 * @throws ImplementationError when there is none, it does not parse, or imports what cannot work inside
 */
export function loadImplementation(where: string): Promise<Implementation> {
  return load(where, bundleImplementation);
}

/** The same with code laid out for a debugger, to be run where one can reach it. */
export function loadForDebugger(where: string): Promise<Implementation> {
  return load(where, bundleForDebugger);
}

async function load(
  where: string,
  bundleFile: (file: string) => Promise<Bundle>,
): Promise<Implementation> {
  const file = findImplementationFile(where);
  const [runtime, bundle] = await Promise.all([bundleRuntime(), bundleFile(file)]);
  return { name: where, file, runtime, bundle };
}

/** The absolute path of the file that should export `Make`. @throws ImplementationError */
export function findImplementationFile(where: string): string {
  const place = ownNames().includes(where) ? path.join(projectRoot, where) : path.resolve(where);
  if (!existsSync(place)) {
    throw new ImplementationError(
      `no implementation at ${where}: expected ${ownNames().join(', ')}, ` +
        `a TypeScript file or a folder with raft.ts; looked at ${place}`,
    );
  }
  if (!statSync(place).isDirectory()) return place;
  const inside = path.join(place, 'raft.ts');
  if (existsSync(inside)) return inside;
  throw new ImplementationError(`the folder ${where} holds no raft.ts`);
}
