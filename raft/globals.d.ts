/**
 * Everything that exists inside the simulated world besides the language itself. Implementations
 * are type-checked against this list, so that `process`, `fetch` or `require` are compile errors
 * there rather than surprises at run time. All of these run on simulated time and seeded randomness.
 */

interface Timeout {
  /** Restarts the timer with its original delay. */
  refresh(): this;
  ref(): this;
  unref(): this;
  hasRef(): boolean;
  [Symbol.toPrimitive](): number;
}
interface Immediate {
  ref(): this;
  unref(): this;
  hasRef(): boolean;
}

declare function setTimeout<Args extends unknown[]>(
  callback: (...args: Args) => void,
  delayMs?: number,
  ...args: Args
): Timeout;
declare function setInterval<Args extends unknown[]>(
  callback: (...args: Args) => void,
  delayMs?: number,
  ...args: Args
): Timeout;
declare function setImmediate<Args extends unknown[]>(
  callback: (...args: Args) => void,
  ...args: Args
): Immediate;
declare function clearTimeout(timer: Timeout | number | undefined | null): void;
declare function clearInterval(timer: Timeout | number | undefined | null): void;
declare function clearImmediate(immediate: Immediate | undefined | null): void;
declare function queueMicrotask(callback: () => void): void;
declare function structuredClone<T>(value: T): T;

declare const performance: {
  /** Simulated milliseconds since the run began. */
  now(): number;
  readonly timeOrigin: number;
};

declare const crypto: {
  /** Fills the array from the run's seed. */
  getRandomValues<T extends ArrayBufferView>(array: T): T;
  randomUUID(): string;
};

declare const console: Record<
  'log' | 'info' | 'debug' | 'warn' | 'error' | 'trace',
  (...data: unknown[]) => void
> & { assert(condition?: boolean, ...data: unknown[]): void };

declare class TextEncoder {
  readonly encoding: string;
  encode(text?: string): Uint8Array;
  encodeInto(text: string, into: Uint8Array): { read: number; written: number };
}
declare class TextDecoder {
  constructor(label?: string, options?: { fatal?: boolean; ignoreBOM?: boolean });
  readonly encoding: string;
  decode(bytes?: ArrayBufferView | ArrayBuffer): string;
}

interface AbortEvent {
  readonly type: string;
}
interface AbortSignal {
  readonly aborted: boolean;
  readonly reason: unknown;
  onabort: ((event: AbortEvent) => void) | null;
  throwIfAborted(): void;
  addEventListener(
    type: 'abort',
    listener: (event: AbortEvent) => void,
    options?: { once?: boolean },
  ): void;
  removeEventListener(type: 'abort', listener: (event: AbortEvent) => void): void;
}
declare const AbortSignal: {
  abort(reason?: unknown): AbortSignal;
  timeout(delayMs: number): AbortSignal;
  any(signals: Iterable<AbortSignal>): AbortSignal;
};
declare class AbortController {
  readonly signal: AbortSignal;
  abort(reason?: unknown): void;
}

declare module 'node:timers/promises' {
  interface TimerOptions {
    signal?: AbortSignal;
    ref?: boolean;
  }
  export function setTimeout<T = void>(
    delayMs?: number,
    value?: T,
    options?: TimerOptions,
  ): Promise<T>;
  export function setImmediate<T = void>(value?: T, options?: TimerOptions): Promise<T>;
  export function setInterval<T = void>(
    delayMs?: number,
    value?: T,
    options?: TimerOptions,
  ): AsyncIterable<T>;
  export const scheduler: {
    wait(delayMs: number, options?: TimerOptions): Promise<void>;
    yield(): Promise<void>;
  };
}
