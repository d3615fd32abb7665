import type { StartResult } from '#raft';
import { Inert } from './inert.ts';

/** Waits in Start for an agreement that cannot come while it waits. */
class StartLoops extends Inert {
  private readonly agreed = new Set<number>();

  override Start(): StartResult {
    while (!this.agreed.has(1));
    return { index: 1, term: 1, isLeader: true };
  }
}

export function Make(): Inert {
  return new StartLoops();
}
