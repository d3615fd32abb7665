import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Program, type Bundle } from '../../sim/program.ts';
import { bundleImplementation, bundleRuntime } from '../implementation/bundle.ts';
import { inTemporaryFolder } from '../implementation/temporary-folder.ts';

/** Texts of files by their path in a folder. */
export type Files = Readonly<Record<string, string>>;

/** Writes the files into a new folder, lets `use` work there, and removes it. */
export function inFolder<T>(files: Files, use: (folder: string) => Promise<T>): Promise<T> {
  return inTemporaryFolder('raftlab-', (folder) => {
    for (const [name, text] of Object.entries(files)) {
      const file = path.join(folder, name);
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, text);
    }
    return use(folder);
  });
}

/** The same for every implementation, so a test file bundles it once. */
const runtime = bundleRuntime();

/** The program of an implementation given as text: one file, or several of which one is raft.ts. */
export async function programOf(source: string | Files): Promise<Program> {
  const files = typeof source === 'string' ? { 'raft.ts': source } : source;
  return inFolder(files, programIn);
}

/** The program of the implementation in that folder, absolute. */
export async function programIn(folder: string): Promise<Program> {
  const implementation = await bundleImplementation(path.join(folder, 'raft.ts'));
  const program = new Program(await runtime, implementation);
  bundles.set(program, { runtime: await runtime, implementation });
  return program;
}

/** What a program was made of, for a realm that compiles it elsewhere. */
const bundles = new WeakMap<Program, { runtime: Bundle; implementation: Bundle }>();

export function bundlesOf(program: Program): { runtime: Bundle; implementation: Bundle } {
  const known = bundles.get(program);
  if (known === undefined) throw new Error('expected a program that programOf made');
  return known;
}

/**
 * An object with all methods of the contract that does nothing, to be changed by a test. The timer keeps
 * the server from counting as deadlocked.
 */
export const idleRaft = `
setInterval(() => {}, 60_000);
const idleRaft = {
  Start: (command) => ({ index: -1, term: 0, isLeader: false }),
  GetState: () => ({ term: 0, isLeader: false }),
  Snapshot(index, snapshot) {},
  PersistBytes: () => 0,
  Kill() {},
  RequestVote: (args) => ({}),
  AppendEntries: (args) => ({}),
  InstallSnapshot: (args) => ({}),
};
`;
