type SetTimeout = (callback: () => void, delayMs: number) => unknown;

interface AbortEvent {
  readonly type: 'abort';
  readonly target: object;
}
type Listener = ((event: AbortEvent) => void) | { handleEvent(event: AbortEvent): void };

/** The key only this module has: signals are made by controllers and by AbortSignal's statics. */
const inside = Symbol('inside');

/** `AbortController` and `AbortSignal`, with timeouts on simulated time. */
export function abortGlobals(setTimeout: SetTimeout): Record<string, unknown> {
  /** Aborting is the controllers' right alone, so the function that does it stays in here. */
  let fire: (signal: AbortSignal, reason: unknown) => void;

  class AbortSignal {
    readonly #listeners = new Map<Listener, { once: boolean }>();
    #aborted = false;
    #reason: unknown = undefined;
    onabort: ((event: AbortEvent) => void) | null = null;

    constructor(key?: symbol) {
      if (key !== inside) throw new TypeError('Illegal constructor: use an AbortController');
    }

    get aborted(): boolean {
      return this.#aborted;
    }

    get reason(): unknown {
      return this.#reason;
    }

    throwIfAborted(): void {
      if (this.#aborted) throw this.#reason;
    }

    addEventListener(type: string, listener: Listener, options?: { once?: boolean }): void {
      if (type !== 'abort' || this.#listeners.has(listener)) return;
      this.#listeners.set(listener, { once: options?.once ?? false });
    }

    removeEventListener(type: string, listener: Listener): void {
      if (type === 'abort') this.#listeners.delete(listener);
    }

    static {
      fire = (signal, reason) => {
        if (signal.#aborted) return;
        signal.#aborted = true;
        signal.#reason = reason ?? namedError('AbortError', 'This operation was aborted');
        const event: AbortEvent = { type: 'abort', target: signal };
        if (signal.onabort !== null) tell(signal.onabort, event);
        for (const [listener, { once }] of [...signal.#listeners]) {
          if (once) signal.#listeners.delete(listener);
          tell(listener, event);
        }
      };
    }

    static abort(reason?: unknown): AbortSignal {
      const signal = new AbortSignal(inside);
      fire(signal, reason);
      return signal;
    }

    static timeout(delayMs: number): AbortSignal {
      const signal = new AbortSignal(inside);
      setTimeout(() => {
        fire(signal, namedError('TimeoutError', 'The operation was aborted due to timeout'));
      }, delayMs);
      return signal;
    }

    static any(signals: Iterable<AbortSignal>): AbortSignal {
      const combined = new AbortSignal(inside);
      for (const signal of signals) {
        if (signal.aborted) fire(combined, signal.reason);
        else {
          signal.addEventListener('abort', () => {
            fire(combined, signal.reason);
          });
        }
      }
      return combined;
    }
  }

  class AbortController {
    readonly signal = new AbortSignal(inside);

    abort(reason?: unknown): void {
      fire(this.signal, reason);
    }
  }

  return { AbortController, AbortSignal };
}

/** A listener that throws harms no other, nor whoever aborts; its error ends the run as unhandled. */
function tell(listener: Listener, event: AbortEvent): void {
  try {
    if (typeof listener === 'function') listener(event);
    else listener.handleEvent(event);
  } catch (error) {
    queueMicrotask(() => {
      throw error;
    });
  }
}

/** An error under one of the names that the platform's DOMException would have. */
function namedError(name: string, message: string): Error {
  const error = new Error(message);
  error.name = name;
  return error;
}
