import seedrandom from 'seedrandom';

/**
 * One stream of seeded random numbers. Every consumer (each server, the network, the scenario …) has
 * a stream of its own, named, so that one drawing more does not shift what another draws.
 */
export class Random {
  readonly #draw: () => number;

  constructor(seed: string) {
    this.#draw = seedrandom.alea(seed);
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
