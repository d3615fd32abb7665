import type { Topic } from './topics.ts';

/** What one server does in a row. */
export interface Cell {
  readonly server: number;
  /** Role letter and term, such as `L3`; `?` stands for what is unknown. */
  readonly standing: string;
  /** The same said in fewer and fewer words; a reader takes the first that fits. Never empty. */
  readonly forms: readonly string[];
}

/**
 * How much a row says about why things are as they are: a `turn` changes what a server may do or has
 * (a vote, an election, a restart, a snapshot, entries dropped), `news` sets a course, such as a
 * refusal, and the rest is everyday life.
 */
export type Weight = 'turn' | 'news' | 'everyday';

/** One line of a run's story, before it is laid out. */
export interface Row {
  readonly atMs: number;
  /** The places in the trace of the events that it tells; of many that are counted, first and last. */
  readonly events: readonly number[];
  readonly weight: Weight;
  /** The first is what the row is mainly about. */
  readonly topics: readonly Topic[];
  readonly content:
    | { readonly kind: 'cells'; readonly cells: readonly Cell[] }
    /** About the whole cluster or the test; `isFailure` marks what ended the run. */
    | { readonly kind: 'across'; readonly text: string; readonly isFailure: boolean };
}
