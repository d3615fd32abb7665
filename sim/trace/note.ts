/**
 * What recording adds to a trace for people who look at it. Notes are no part of the run: they are not
 * in the hash, nobody listens to them, and without recording there are none.
 *
 * `after` counts events: a note `after: 7` was made when 7 events had happened. `event` and `events` are
 * numbers of events, the first of which is 0.
 */
export type TraceNote =
  | {
      readonly kind: 'inspect';
      readonly after: number;
      readonly server: number;
      /** What changed since the server's last such note in the same life, as labgob bytes. */
      readonly change: Uint8Array;
    }
  | {
      /** An implementation's Inspect threw, or answered what cannot be shown. */
      readonly kind: 'inspect.failed';
      readonly after: number;
      readonly server: number;
      readonly message: string;
    }
  | {
      /** The lines of the implementation that made an event happen, innermost first, such as `skeleton/raft.ts:12:5`. */
      readonly kind: 'source';
      readonly event: number;
      readonly places: readonly string[];
    }
  | {
      /** Raft offered a message to the service, which took it in a later event. */
      readonly kind: 'offer';
      readonly after: number;
      readonly atMs: number;
      readonly server: number;
      readonly index: number;
      readonly places: readonly string[];
    }
  | {
      /** A rule of the protocol was broken for the first time, and these events show it. */
      readonly kind: 'evidence';
      readonly after: number;
      readonly rule: string;
      readonly events: readonly number[];
    };
