/**
 * The clock of one machine. It shows simulated time, and may run faster or slower than that, as real
 * clocks do: every timeout on the machine is then shorter or longer than on others.
 */
export class Clock {
  #rate = 1;
  /** Where the present rate began, on both clocks. */
  #sinceMs = 0;
  #shownMs = 0;

  /** What the clock shows at a simulated time; it never goes back. */
  show(nowMs: number): number {
    // A clock that has always been right shows the very same number, without rounding.
    if (this.#rate === 1 && this.#sinceMs === this.#shownMs) return nowMs;
    return this.#shownMs + (nowMs - this.#sinceMs) * this.#rate;
  }

  /** How much simulated time passes while the clock advances by that much. */
  simulated(delayMs: number): number {
    return delayMs / this.#rate;
  }

  /**
   * From now on the clock advances by `rate` milliseconds a simulated millisecond. Timers already
   * set keep their time.
   */
  drift(rate: number, nowMs: number): void {
    this.#shownMs = this.show(nowMs);
    this.#sinceMs = nowMs;
    this.#rate = rate;
  }
}
