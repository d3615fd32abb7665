/** A server: by its number, or by what it is at the moment a fault strikes. */
export type Who =
  | number
  /** The running server that says it leads the highest term. */
  | 'leader'
  /** The server whose act set a trigger off; nobody outside of an aimed fault. */
  | 'subject';

/** The servers at one end of some links; `others` are all that the other end does not name. */
export type Side = readonly Who[] | 'others';

/** Links: every way from a server of one side to a different server of the other side. */
export interface Ways {
  readonly from: Side;
  readonly to: Side;
}

/** What can be done to a cluster. Plain data, the same in tests, in explored schedules and in files. */
export type Fault = Verb & {
  /** It strikes this much later than it is injected; at once when absent. */
  readonly afterMs?: number;
};

export type Verb =
  /** The server stops there and then, as by a loss of power, even in the middle of its code. */
  | { readonly verb: 'crash'; readonly server: Who }
  /** Starts a server that is down, from what it has persisted, on the links that it had. */
  | { readonly verb: 'restart'; readonly server: Who }
  /** The server is asked to stop by its Kill, and its process ends only after a while. */
  | { readonly verb: 'kill'; readonly server: Who; readonly lingerMs: number }
  /** Messages on these links are lost, also those that are held there. */
  | { readonly verb: 'cut'; readonly links: readonly Ways[] }
  /** Messages on these links wait until the links are released. */
  | { readonly verb: 'hold'; readonly links: readonly Ways[] }
  /** Ends a hold: what waited goes on. */
  | { readonly verb: 'release'; readonly links: readonly Ways[] }
  /** Each message takes up to this much longer, and so they overtake each other. */
  | { readonly verb: 'delay'; readonly links: readonly Ways[]; readonly upToMs: number }
  | { readonly verb: 'lose'; readonly links: readonly Ways[]; readonly probability: number }
  /** Requests are sent twice. */
  | { readonly verb: 'duplicate'; readonly links: readonly Ways[]; readonly probability: number }
  /** Ends everything that the verbs above do to these links. */
  | { readonly verb: 'heal'; readonly links: readonly Ways[] }
  /** The server's clock advances by `rate` milliseconds a millisecond; 1 is a right clock. */
  | { readonly verb: 'drift'; readonly server: Who; readonly rate: number };

/** All links there are. */
export const everywhere: readonly Ways[] = [{ from: 'others', to: 'others' }];

/** The links from these servers to all others. */
export function outOf(...servers: readonly Who[]): readonly Ways[] {
  return [{ from: servers, to: 'others' }];
}

/** The links from all others to these servers. */
export function into(...servers: readonly Who[]): readonly Ways[] {
  return [{ from: 'others', to: servers }];
}

/** The links between these servers and all others, in both directions: cut, they are a partition. */
export function around(...servers: readonly Who[]): readonly Ways[] {
  return [...outOf(...servers), ...into(...servers)];
}
