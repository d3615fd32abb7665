import type { Moment } from './moment.ts';

/**
 * Where a run is, in memory that the watchdog's thread can read while the main thread is stuck.
 * `what` is kept as a number; the watchdog learns its name from a message.
 */
export class Progress {
  readonly buffer: SharedArrayBuffer;
  readonly #numbers: Int32Array;
  readonly #times: Float64Array;

  constructor(buffer = new SharedArrayBuffer(40)) {
    this.buffer = buffer;
    this.#numbers = new Int32Array(buffer, 0, 4);
    this.#times = new Float64Array(buffer, 16, 3);
  }

  /** Counts how often a server was entered: while it stands still, one of them has control. */
  get steps(): number {
    return Atomics.load(this.#numbers, 0);
  }

  get server(): number {
    return Atomics.load(this.#numbers, 1);
  }

  get what(): number {
    return Atomics.load(this.#numbers, 2);
  }

  get isRunning(): boolean {
    return Atomics.load(this.#numbers, 3) === 1;
  }

  get simulatedMs(): number {
    return this.#times[0] ?? 0;
  }

  /** When the present run began. */
  get began(): Moment {
    return { cpuMs: this.#times[1] ?? 0, realMs: this.#times[2] ?? 0 };
  }

  enter(server: number, what: number, nowMs: number): void {
    this.#times[0] = nowMs;
    Atomics.store(this.#numbers, 1, server);
    Atomics.store(this.#numbers, 2, what);
    Atomics.add(this.#numbers, 0, 1);
  }

  begin({ cpuMs, realMs }: Moment): void {
    this.enter(-1, 0, 0);
    this.#times[1] = cpuMs;
    this.#times[2] = realMs;
    Atomics.store(this.#numbers, 3, 1);
  }

  end(): void {
    Atomics.store(this.#numbers, 3, 0);
  }
}
