import type { LogEntry } from '../../../raft/index.ts';

/** What a server's `Inspect` has told in its present life. */
export interface Told {
  readonly fields: Readonly<Record<string, unknown>>;
  readonly log?: readonly LogEntry[];
}

/** What a server has revealed in its own messages of the present life. */
export interface Said {
  readonly term?: number;
  readonly leaderCommit?: number;
  readonly lastLogIndex?: number;
  readonly lastLogTerm?: number;
  /** A stretch of its log that it sent as leader; it holds as long as it leads in that term. */
  readonly log?: { readonly from: number; readonly entries: readonly LogEntry[] };
}

/**
 * All that a trace has shown of one server up to some moment: plain data, replaced and never changed,
 * so that two moments can be compared and kept for nothing.
 */
export interface Belief {
  readonly up: boolean;
  readonly connected: boolean;
  /** How many times it has started. */
  readonly life: number;
  /** Term and leadership as GetState gives them; undefined before anybody has asked. */
  readonly state?: { readonly term: number; readonly isLeader: boolean };
  /** The highest index that its service has applied in this life, or got with a snapshot. */
  readonly applied: number;
  /** The command it last applied, to compare its log with. */
  readonly lastCommand?: { readonly index: number; readonly bytes: Uint8Array };
  readonly told?: Told;
  readonly said: Said;
  /** Raft state as last saved. */
  readonly disk?: Uint8Array;
  /** The snapshot as last saved; empty when there is none. */
  readonly diskSnapshot?: Uint8Array;
  /** Why Inspect could not be shown, if the last time it failed. */
  readonly inspectFailure?: string;
}

export const unborn: Belief = { up: false, connected: false, life: 0, applied: 0, said: {} };
