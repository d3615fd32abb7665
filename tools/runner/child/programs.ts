import { Program } from '../../../sim/program.ts';
import type { Implementation } from '../../../tester/implementation/load.ts';
import { keptImplementations, type Parcel } from '../job.ts';
import { Recent } from '../recent.ts';

/** An implementation, compiled. */
export interface LoadedProgram {
  readonly implementation: Implementation;
  readonly program: Program;
}

/** The implementations this process was sent, so that not every job brings and compiles its own. */
export class Programs {
  readonly #recent = new Recent<number, LoadedProgram>(keptImplementations);

  unpack({ id, content }: Parcel): LoadedProgram {
    const known = this.#recent.use(id);
    if (known !== undefined) return known;
    if (content === undefined) throw new Error(`no implementation ${id} was ever sent`);
    const program = new Program(content.runtime, content.bundle);
    const loaded = { implementation: content, program };
    this.#recent.keep(id, loaded);
    return loaded;
  }
}
