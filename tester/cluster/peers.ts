import type { RaftRealm } from '../realm.ts';

/** What runs on all servers but one, when that one is to be seen among servers of another author. */
export interface Peers {
  readonly program: RaftRealm;
  /** How to name them in the result. */
  readonly implementation: string;
}

/** The one server that is not like the others: each takes its turn as the seeds go by. */
export function homeOf({ servers }: { readonly servers: number }, seed: number): number {
  return seed % servers;
}
