import type { LogEntry } from './rpc.ts';

/**
 * What a server tells about itself beyond the contract, for people who look at a trace: the state of
 * Figure 2 under its own names. Every field may be left out; what is left out is shown as unknown.
 */
export interface Inspection {
  readonly role?: 'follower' | 'candidate' | 'leader';
  readonly currentTerm?: number;
  /** The candidate voted for in the current term: its index in `peers`; null when there is none. */
  readonly votedFor?: number | null;
  readonly commitIndex?: number;
  readonly lastApplied?: number;
  /** The last index that the snapshot replaces (Figure 13); 0 when there is no snapshot. */
  readonly lastIncludedIndex?: number;
  readonly lastIncludedTerm?: number;
  /** The log after the snapshot: `log[0]` is the entry at index `lastIncludedIndex + 1`. */
  readonly log?: readonly LogEntry[];
  /** On a leader, one number per server in the order of `peers`; null where there is none. */
  readonly nextIndex?: readonly (number | null)[];
  /** On a leader, like `nextIndex`. */
  readonly matchIndex?: readonly (number | null)[];
}
