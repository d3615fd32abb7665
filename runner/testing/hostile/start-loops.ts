import type { StartResult } from '#raft';
import { Inert } from './inert.ts';

/** Waits in Start for an agreement that cannot come while it waits. */
class StartLoops extends Inert {
  private agreed = 0;

  override Start(): StartResult {
    const before = this.agreed;
    while (this.agreed === before);
    return { index: 1, term: 1, isLeader: true };
  }
}

export function Make(): Inert {
  return new StartLoops();
}
