import TinyQueue from 'tinyqueue';
import type { Random } from './random.ts';

/** Who an event belongs to: a server's process, the network, the scenario. */
export interface Owner {
  /** Decides, with the time, which of several owners goes first at the same instant. */
  readonly salt: number;
  /**
   * An actor's events make things happen; an observer only looks on or waits. When no actor has an
   * event left, nothing will ever happen again by itself.
   */
  readonly role: 'actor' | 'observer';
}

/** Something that will happen at a simulated time. */
export interface ScheduledEvent {
  readonly atMs: number;
  readonly owner: Owner;
  /** Undefined once cancelled: the queue drops such events when their turn comes. */
  action: (() => void) | undefined;
  readonly tie: number;
  readonly sequence: number;
}

/**
 * The virtual clock and the queue of what is to come.
 *
 * Events run in order of time. At the same instant one owner's events run in the order they were
 * scheduled, as in a real event loop, while the order between owners comes from the seed.
 */
export class Scheduler {
  readonly #queue = new TinyQueue<ScheduledEvent>([], comesFirst);
  readonly #random: Random;
  #nowMs = 0;
  #sequence = 0;
  #actorsPending = 0;

  constructor(random: Random) {
    this.#random = random;
  }

  /** Simulated milliseconds since the run began, in whole microseconds. */
  get nowMs(): number {
    return this.#nowMs;
  }

  /** How many events of actors are still to come. */
  get actorsPending(): number {
    return this.#actorsPending;
  }

  owner(role: Owner['role']): Owner {
    return { salt: this.#random.int(2 ** 31), role };
  }

  schedule(owner: Owner, delayMs: number, action: () => void): ScheduledEvent {
    // What is no number at all counts as no delay: the clock must never be lost.
    const atMs = wholeMicroseconds(this.#nowMs + Math.max(0, delayMs || 0));
    const event = { atMs, owner, action, tie: tie(owner, atMs), sequence: this.#sequence++ };
    this.#queue.push(event);
    if (owner.role === 'actor') this.#actorsPending++;
    return event;
  }

  cancel(event: ScheduledEvent): void {
    if (event.action !== undefined && event.owner.role === 'actor') this.#actorsPending--;
    event.action = undefined;
  }

  /** Advances the clock to the next event and gives its action; undefined when none is left. */
  next(): { owner: Owner; action: () => void } | undefined {
    for (;;) {
      const event = this.#queue.pop();
      if (event === undefined) return undefined;
      const { action } = event;
      if (action === undefined) continue;
      this.cancel(event);
      this.#nowMs = event.atMs;
      return { owner: event.owner, action };
    }
  }
}

/** Rounding keeps sums of times equal on every machine and readable in print. */
function wholeMicroseconds(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}

/**
 * The same for one owner at one instant, so that its own events stay in order, and without any
 * pattern between owners.
 */
function tie(owner: Owner, atMs: number): number {
  const mixed = Math.imul(owner.salt ^ Math.round(atMs * 1000), 0x9e3779b1);
  return Math.imul(mixed ^ (mixed >>> 15), 0x85ebca6b) | 0;
}

function comesFirst(a: ScheduledEvent, b: ScheduledEvent): number {
  return a.atMs - b.atMs || a.tie - b.tie || a.sequence - b.sequence;
}
