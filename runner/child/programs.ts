import { readFileSync } from 'node:fs';
import { Program } from '../../sim/program.ts';
import type { Implementation } from '../../tester/implementation/load.ts';

/** An implementation, compiled. */
export interface LoadedProgram {
  readonly name: string;
  readonly program: Program;
}

/** A pool that serves many implementations hands them out mixed, but only a few at a time. */
const keptPrograms = 8;

/** The programs of the jobs done last, so that not every job reads and compiles its own. */
export class RecentPrograms {
  /** By file, the one used last at the end. */
  readonly #kept = new Map<string, LoadedProgram>();

  /** @param implementationFile holds an Implementation as JSON */
  of(implementationFile: string): LoadedProgram {
    const loaded = this.#kept.get(implementationFile) ?? load(implementationFile);
    this.#kept.delete(implementationFile);
    this.#kept.set(implementationFile, loaded);
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > keptPrograms && oldest !== undefined) this.#kept.delete(oldest);
    return loaded;
  }
}

function load(implementationFile: string): LoadedProgram {
  const text = readFileSync(implementationFile, 'utf8');
  const { name, runtime, bundle } = JSON.parse(text) as Implementation;
  return { name, program: new Program(runtime, bundle) };
}
