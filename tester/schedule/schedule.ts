import type { AimedFault, Fault } from '../faults/index.ts';
import type { CoursePart } from '../part.ts';
import type { Snapshots } from '../cluster/service.ts';

/** One step of a schedule; the steps are done one after the other. */
export type Step =
  | { readonly kind: 'wait'; readonly ms: number }
  /** New commands, each offered to every running server; who believes to lead takes them. */
  | { readonly kind: 'commands'; readonly count: number }
  | { readonly kind: 'fault'; readonly fault: Fault }
  | ({ readonly kind: 'aim' } & AimedFault);

/**
 * A scenario as plain data: what is done to a cluster, and when. Together with a seed and an
 * implementation it decides everything that happens.
 */
export interface Schedule {
  /**
   * The part of the lab that an implementation must have come to. What only later parts ask for does
   * not occur and is not judged. 3D, where all is judged, when absent.
   */
  readonly part?: CoursePart;
  readonly servers: number;
  readonly network: 'reliable' | 'unreliable';
  readonly snapshots: Snapshots;
  readonly steps: readonly Step[];
}
