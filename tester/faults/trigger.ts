import type { Fault } from './fault.ts';

/** Which server, and at which occurrence, counted from when the fault was aimed. */
interface Occasion {
  /** Only acts of this server count; of any when absent. */
  readonly server?: number;
  /** 1 is the next time. */
  readonly count: number;
}

/**
 * A moment of the protocol. The server whose act it is becomes the fault's `subject`. What the moment
 * sets off is prevented: a server that crashes at `before` a persist has not persisted.
 */
export type Trigger =
  /** A call of the persister's Save; `during` counts only those while that RPC is being answered. */
  | ({
      readonly kind: 'persist';
      readonly side: 'before' | 'after';
      readonly during?: string;
    } & Occasion)
  /** A request has arrived and its handler is about to run. */
  | ({ readonly kind: 'request'; readonly method: string } & Occasion)
  /** A handler is done, with all it persisted, and its reply has not left. */
  | ({ readonly kind: 'answer'; readonly method: string } & Occasion)
  /** So many votes of other servers have reached a candidate in one term; it has not seen the last. */
  | ({ readonly kind: 'vote' } & Occasion)
  /** A server has come to believe that it is the leader. */
  | ({ readonly kind: 'elected' } & Occasion)
  /**
   * A leader's newest command is on exactly so many followers, whose acknowledgements are on their
   * way; with 0, the leader has just taken it. The leader is the subject.
   */
  | { readonly kind: 'replicated'; readonly server?: number; readonly followers: number }
  /** The service has taken a command; with `index`, only the one at that index counts. */
  | ({ readonly kind: 'apply'; readonly index?: number } & Occasion)
  /** The service has taken a snapshot that came from a leader. */
  | ({ readonly kind: 'apply-snapshot' } & Occasion);

/** Faults that strike once, at a moment of the protocol, in the given order. */
export interface AimedFault {
  readonly when: Trigger;
  readonly then: readonly Fault[];
}
