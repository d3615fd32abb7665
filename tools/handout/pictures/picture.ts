import type { Category } from '../../viewer/page/model/filter.ts';

/** A picture in a handout: the lanes of one moment of a run of the reference. */
export interface Picture {
  /** Where it lies, from the project's root. */
  readonly file: string;
  readonly test: string;
  readonly seed: number;
  /** What would only distract. */
  readonly hidden: readonly Category[];
  /** Servers whose events are left out. */
  readonly hiddenServers: readonly number[];
  /**
   * What has a number in the picture. Each is the first event after the one before whose line in the
   * trace matches. The first and the last say where the picture begins and ends.
   */
  readonly moments: readonly RegExp[];
}
