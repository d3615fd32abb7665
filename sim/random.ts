import seedrandom from 'seedrandom';

/** Where a stream of random numbers is. */
export type RandomState = seedrandom.State.Alea;

/**
 * One stream of seeded random numbers. Every consumer (each server, the network, the scenario …) has
 * a stream of its own, named, so that one drawing more does not shift what another draws.
 */
export class Random {
  readonly #draw: seedrandom.StatefulPRNG<RandomState>;

  constructor(seed: string | RandomState) {
    this.#draw =
      typeof seed === 'string'
        ? seedrandom.alea(seed, { state: true })
        : seedrandom.alea('', { state: seed });
  }

  /** Where the stream is: another one can go on from there. */
  state(): RandomState {
    return this.#draw.state();
  }

  /** A float in [0, 1). */
  next(): number {
    return this.#draw();
  }

  /** An integer in [0, below). */
  int(below: number): number {
    return Math.floor(this.#draw() * below);
  }

  /** A float in [low, high). */
  uniform(low: number, high: number): number {
    return low + this.#draw() * (high - low);
  }

  /** True with the given probability. */
  chance(probability: number): boolean {
    return this.#draw() < probability;
  }
}
