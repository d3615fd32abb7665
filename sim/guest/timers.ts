import type { GuestHost } from './border.ts';

type Callback = (...args: unknown[]) => void;

/** An immediate runs after what is under way; a microsecond keeps endless chains from stopping time. */
const immediateMs = 0.001;
const longestDelayMs = 2 ** 31 - 1;

/** The timer functions of one process, on simulated time, with Node's rules for odd delays. */
export class Timers {
  readonly #host: GuestHost;
  readonly #running = new Map<number, Timer>();

  constructor(host: GuestHost) {
    this.#host = host;
  }

  /** The functions as they stand in the global scope. */
  globals(): Record<string, unknown> {
    const set =
      (kind: TimerKind) =>
      (callback: unknown, delay?: unknown, ...args: unknown[]) =>
        this.#set({ kind, callback, delayMs: nodeDelay(delay), args });
    const clear = (timer: unknown): void => {
      if (timer instanceof Timer) timer.stop();
      else if (typeof timer === 'number') this.#running.get(timer)?.stop();
    };
    return {
      setTimeout: set('timeout'),
      setInterval: set('interval'),
      setImmediate: (callback: unknown, ...args: unknown[]) =>
        this.#set({ kind: 'immediate', callback, delayMs: immediateMs, args }),
      clearTimeout: clear,
      clearInterval: clear,
      clearImmediate: clear,
    };
  }

  /** Runs the callback of a timer whose time has come. */
  fire(id: number): void {
    const timer = this.#running.get(id);
    if (timer === undefined) return;
    this.#running.delete(id);
    timer.fire();
  }

  #set(options: { kind: TimerKind; callback: unknown; delayMs: number; args: unknown[] }): Timer {
    const { kind, callback, delayMs, args } = options;
    if (typeof callback !== 'function') {
      throw new TypeError(`a timer's callback must be a function, got ${typeof callback}`);
    }
    const timer = new Timer({
      kind,
      run: () => {
        (callback as Callback)(...args);
      },
      start: (self) => {
        const id = this.#host.startTimer(delayMs);
        this.#running.set(id, self);
        return id;
      },
      stop: (id) => {
        this.#host.stopTimer(id);
        this.#running.delete(id);
      },
    });
    timer.start();
    return timer;
  }
}

type TimerKind = 'timeout' | 'interval' | 'immediate';

interface TimerParts {
  readonly kind: TimerKind;
  readonly run: () => void;
  readonly start: (timer: Timer) => number;
  readonly stop: (id: number) => void;
}

/** What setTimeout and its kin give back: Node's Timeout, as far as it makes sense here. */
class Timer {
  readonly #parts: TimerParts;
  #id = 0;
  #state: 'waiting' | 'firing' | 'over' = 'over';

  constructor(parts: TimerParts) {
    this.#parts = parts;
  }

  start(): void {
    this.#id = this.#parts.start(this);
    this.#state = 'waiting';
  }

  stop(): void {
    if (this.#state === 'waiting') this.#parts.stop(this.#id);
    this.#state = 'over';
  }

  fire(): void {
    this.#state = 'firing';
    try {
      this.#parts.run();
    } finally {
      if (this.#isStillFiring()) {
        if (this.#parts.kind === 'interval') this.start();
        else this.#state = 'over';
      }
    }
  }

  refresh(): this {
    this.stop();
    this.start();
    return this;
  }

  ref(): this {
    return this;
  }

  unref(): this {
    return this;
  }

  hasRef(): boolean {
    return this.#state !== 'over';
  }

  close(): this {
    this.stop();
    return this;
  }

  [Symbol.toPrimitive](): number {
    return this.#id;
  }

  /** The callback itself may have stopped the timer or started it again. */
  #isStillFiring(): boolean {
    return this.#state === 'firing';
  }
}

function nodeDelay(delay: unknown): number {
  const ms = Math.trunc(Number(delay));
  return ms >= 1 && ms <= longestDelayMs ? ms : 1;
}
