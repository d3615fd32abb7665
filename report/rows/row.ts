import type { Topic } from './topics.ts';

/** What one server does in a row. */
export interface Cell {
  readonly server: number;
  /** Role letter and term, such as `L3`; `?` stands for what is unknown. */
  readonly standing: string;
  /** The same said in fewer and fewer words; a reader takes the first that fits. Never empty. */
  readonly forms: readonly string[];
}

/** One line of a run's story, before it is laid out. */
export interface Row {
  readonly atMs: number;
  /** The first is what the row is mainly about. */
  readonly topics: readonly Topic[];
  readonly content:
    | { readonly kind: 'cells'; readonly cells: readonly Cell[] }
    /** About the whole cluster or the test; `isFailure` marks what ended the run. */
    | { readonly kind: 'across'; readonly text: string; readonly isFailure: boolean };
}
