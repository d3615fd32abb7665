/** One place of the reference to change. */
export interface Edit {
  /** The file's name in `solutions/`. */
  readonly file: string;
  /** What stands there; it must be found exactly once. */
  readonly find: string;
  readonly replace: string;
}

/** A realistic mistake, as a small change of the reference: one misunderstanding, one slip. */
export interface Bug {
  /** What the commands call it, such as `double-vote`. */
  readonly id: string;
  /** What the code does wrong, as a phrase that can follow "a server that …". */
  readonly title: string;
  /** Why that is wrong and what comes of it, in a sentence or two. */
  readonly description: string;
  readonly edits: readonly [Edit, ...Edit[]];
  /** The property, of an oracle or of a test's check, that is expected to name the bug. */
  readonly rule: string;
  /**
   * Properties that may come to light before that one, depending on the seed: one broken rule leads
   * to the next.
   */
  readonly alsoSeenAs?: readonly string[];
  /** Where the idea comes from: the rule in the paper, a guide, a mistake seen in the field. */
  readonly source: string;
}

/** The chapters of the catalogue, in the order in which they are shown. */
export type Category =
  | 'Votes'
  | 'Terms and roles'
  | 'Timers'
  | 'Replication'
  | 'Commit and apply'
  | 'Persistence'
  | 'Snapshots'
  | 'Shutdown'
  | 'TypeScript’s own ways';

/** A bug with its place in the catalogue. */
export interface KnownBug extends Bug {
  readonly category: Category;
}
