/** Keeps the values that were used last, a fixed number of them. */
export class Recent<K, V> {
  /** The one used last at the end. */
  readonly #kept = new Map<K, V>();
  readonly #most: number;

  constructor(most: number) {
    this.#most = most;
  }

  /** Gives a value, and counts as using it. */
  use(key: K): V | undefined {
    const value = this.#kept.get(key);
    if (value !== undefined) this.keep(key, value);
    return value;
  }

  /** Keeps a value in place of the one that was not used for longest. */
  keep(key: K, value: V): void {
    this.#kept.delete(key);
    this.#kept.set(key, value);
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > this.#most && oldest !== undefined) this.#kept.delete(oldest);
  }
}
