/** The arguments or the reply of an RPC: bytes as they travelled, decoded when somebody looks. */
export interface Payload {
  readonly bytes: Uint8Array;
  readonly value: unknown;
}

/** Where and why a message was lost. */
export type DropReason = 'loss' | 'link down' | 'server down' | 'killed in handler';

/** One way of a call from a server's client end to another server. */
interface Rpc {
  /** The same for all events of one call; counts up from 1. */
  readonly id: number;
  readonly from: number;
  readonly to: number;
  /** `Service.Method`. */
  readonly method: string;
}

/** What happened, without when. Servers are numbered as in `peers`. */
export type Happening =
  | ({ readonly kind: 'rpc.send'; readonly args: Payload } & Rpc)
  | ({ readonly kind: 'rpc.deliver' } & Rpc)
  | ({ readonly kind: 'rpc.reply'; readonly reply: Payload } & Rpc)
  | ({ readonly kind: 'rpc.return' } & Rpc)
  | ({
      readonly kind: 'rpc.drop';
      readonly leg: 'request' | 'reply';
      readonly reason: DropReason;
    } & Rpc)
  | {
      readonly kind: 'state';
      readonly server: number;
      readonly term: number;
      readonly isLeader: boolean;
    }
  | {
      readonly kind: 'start';
      readonly server: number;
      readonly command: Payload;
      readonly index: number;
      readonly term: number;
      readonly isLeader: boolean;
    }
  | {
      readonly kind: 'apply';
      readonly server: number;
      readonly index: number;
      readonly command: Payload;
    }
  | {
      readonly kind: 'apply.snapshot';
      readonly server: number;
      readonly index: number;
      readonly term: number;
      readonly snapshot: Uint8Array;
    }
  | {
      readonly kind: 'persist';
      readonly server: number;
      readonly raftState: Uint8Array;
      readonly snapshot: Uint8Array;
    }
  | {
      readonly kind: 'snapshot';
      readonly server: number;
      readonly index: number;
      readonly snapshot: Uint8Array;
    }
  | { readonly kind: 'boot'; readonly server: number; readonly incarnation: number }
  /** The tester has called Kill; the process may go on running for a while, cut off from all. */
  | { readonly kind: 'kill'; readonly server: number }
  | { readonly kind: 'crash'; readonly server: number }
  /** Something is done to the cluster on purpose; what it brings about has events of its own. */
  | { readonly kind: 'fault'; readonly fault: string }
  | { readonly kind: 'connect'; readonly server: number }
  | { readonly kind: 'disconnect'; readonly server: number }
  | {
      readonly kind: 'network';
      readonly delivery: 'reliable' | 'unreliable';
      readonly longReordering: 'on' | 'off';
    }
  | { readonly kind: 'check.begin'; readonly check: string }
  | { readonly kind: 'check.end'; readonly check: string; readonly result: string }
  | {
      readonly kind: 'console';
      readonly server: number;
      readonly level: string;
      readonly text: string;
    }
  | {
      readonly kind: 'violation';
      readonly property: string;
      readonly message: string;
      readonly servers: readonly number[];
    };

/** One line of a run's trace. */
export type TraceEvent = Happening & {
  /** Simulated milliseconds since the run began. */
  readonly atMs: number;
};

/** The events of one kind. */
export type EventOf<Kind extends TraceEvent['kind']> = Extract<TraceEvent, { kind: Kind }>;
