import type { StartResult } from '#raft';
import { Inert } from './inert.ts';

/** Waits in Start for an agreement that cannot come while it waits. */
class StartLoops extends Inert {
  private readonly isAgreed = false;

  override Start(): StartResult {
    while (!this.isAgreed);
    return { index: 1, term: 1, isLeader: true };
  }
}

export function Make(): Inert {
  return new StartLoops();
}
