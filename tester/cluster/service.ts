import { LazyPayload } from '../../labrpc/payload.ts';
import type { Random } from '../../sim/random.ts';
import type { Owner } from '../../sim/scheduler.ts';
import type { World } from '../../sim/world.ts';
import type { AppliedLogs, ApplyError } from './applied.ts';

/**
 * When the service above a server takes a snapshot: never, every 10 applied entries as in the course,
 * or every so many as the list says at the server's place. Nothing makes servers take theirs together
 * (§7), and those of real services do not.
 */
export type Snapshots = boolean | readonly number[];

/**
 * The service asks Raft for a snapshot after applying each index whose successor divides by this,
 * unless the scenario says otherwise.
 */
const snapshotInterval = 10;

/** How long the service takes over one message, in simulated milliseconds. */
const serviceTimeMs = 0.1;

/**
 * Now and then the service is busy for much longer: with the command, or between taking its snapshot
 * and telling Raft of it. Meanwhile Raft goes on, and what it believes may have changed afterwards.
 */
const busy = {
  applyProbability: 0.01,
  snapshotProbability: 0.15,
  minMs: 5,
  maxMs: 40,
} as const;

/** A message that Raft offers on the apply channel and the service has not taken yet. */
export type Offer =
  | {
      readonly kind: 'command';
      readonly offer: number;
      readonly index: number;
      readonly command: Uint8Array;
    }
  | {
      readonly kind: 'snapshot';
      readonly offer: number;
      readonly index: number;
      readonly term: number;
      readonly snapshot: Uint8Array;
    };

/** The Raft server below a service, as far as the service needs it. */
export interface ServedRaft {
  readonly alive: boolean;
  taken(offer: number): void;
  snapshot(index: number, snapshot: Uint8Array): void;
}

export interface ServiceOptions {
  readonly world: World;
  readonly applied: AppliedLogs;
  readonly raft: ServedRaft;
  readonly server: number;
  readonly snapshots: Snapshots;
  readonly random: Random;
}

/**
 * The state machine above one Raft server, at the other end of its apply channel: the course's
 * applier. It takes one message at a time, checks it, and may call Snapshot before it takes the next.
 */
export class Service {
  readonly #options: ServiceOptions;
  readonly #owner: Owner;
  readonly #offers: { readonly offer: Offer; readonly isLate: boolean }[] = [];
  #busy = false;
  #isClosed = false;

  constructor(options: ServiceOptions) {
    this.#options = options;
    this.#owner = options.world.scheduler.owner('actor');
  }

  /** Raft offers a message; it is taken when its turn comes. */
  offer(offer: Offer): void {
    this.#offers.push({ offer, isLate: this.#isClosed });
    if (!this.#busy) this.#takeNext();
  }

  /**
   * Ends the service, because its Raft server is killed. What had been offered before is taken without
   * effect; what is offered from now on still shows in the trace, as it should not have come.
   */
  close(): void {
    this.#isClosed = true;
  }

  /** What Raft waits for here, in words. */
  waiting(): readonly string[] {
    if (this.#offers.length === 0) return [];
    const first = this.#offers[0]?.offer;
    const more = this.#offers.length === 1 ? '' : ` and ${this.#offers.length - 1} more`;
    return [`applyCh.send of index ${String(first?.index)}${more} waits for the service`];
  }

  #takeNext(): void {
    const next = this.#offers.shift();
    this.#busy = next !== undefined;
    if (next === undefined) return;
    const { offer, isLate } = next;
    this.#after(busy.applyProbability, () => {
      this.#take(offer, isLate);
      if (offer.kind === 'command' && this.#snapshotIsDue(offer.index)) {
        const snapshot = this.#makeSnapshot();
        this.#after(busy.snapshotProbability, () => {
          if (!this.#isClosed) this.#options.raft.snapshot(offer.index, snapshot);
          this.#takeNext();
        });
      } else {
        this.#takeNext();
      }
    });
  }

  #take(offer: Offer, isLate: boolean): void {
    const { applied, raft, server, world } = this.#options;
    const { index } = offer;
    let error: ApplyError | undefined;
    if (this.#isClosed && !isLate) {
      // Nothing is applied any more, and no rule broken: it was offered in time.
    } else if (offer.kind === 'command') {
      const command = new LazyPayload(offer.command);
      world.trace.emit({ kind: 'apply', server, index, command });
      if (!this.#isClosed) error = applied.apply(server, index, command);
    } else {
      const { term, snapshot } = offer;
      world.trace.emit({ kind: 'apply.snapshot', server, index, term, snapshot });
      if (!this.#isClosed) error = applied.install(server, index, snapshot);
    }
    if (error === undefined) raft.taken(offer.offer);
    else world.fail(error);
  }

  #snapshotIsDue(index: number): boolean {
    const { server, snapshots } = this.#options;
    if (snapshots === false || this.#isClosed) return false;
    const own = snapshots === true ? undefined : snapshots[server];
    return (index + 1) % (own ?? snapshotInterval) === 0;
  }

  #makeSnapshot(): Uint8Array {
    return this.#options.applied.makeSnapshot(this.#options.server);
  }

  /** Acts after a short while, or now and then after a long one. */
  #after(busyProbability: number, action: () => void): void {
    const { world, raft, random } = this.#options;
    const delayMs = random.chance(busyProbability)
      ? random.uniform(busy.minMs, busy.maxMs)
      : random.uniform(0, serviceTimeMs);
    world.scheduler.schedule(this.#owner, delayMs, () => {
      if (raft.alive) action();
    });
  }
}
