/**
 * `node:timers/promises` on simulated time: the bundler puts this in the place of the import. It
 * belongs to the code inside a process and uses that process's own globals.
 */

interface Options {
  readonly signal?: AbortSignal;
}

export function setTimeout<T>(delayMs?: number, value?: T, options?: Options): Promise<T> {
  return settle(value as T, options, (done) => {
    const timer = globalThis.setTimeout(done, delayMs);
    return () => {
      clearTimeout(timer);
    };
  });
}

export function setImmediate<T>(value?: T, options?: Options): Promise<T> {
  return settle(value as T, options, (done) => {
    const immediate = globalThis.setImmediate(done);
    return () => {
      clearImmediate(immediate);
    };
  });
}

export async function* setInterval<T>(
  delayMs?: number,
  value?: T,
  options?: Options,
): AsyncGenerator<T> {
  let due = 0;
  let wake: (() => void) | undefined;
  const timer = globalThis.setInterval(() => {
    due++;
    wake?.();
  }, delayMs);
  const onAbort = (): void => wake?.();
  options?.signal?.addEventListener('abort', onAbort, { once: true });
  try {
    for (;;) {
      if (options?.signal?.aborted === true) throw abortError(options.signal);
      if (due > 0) {
        due--;
        yield value as T;
        continue;
      }
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  } finally {
    clearInterval(timer);
    options?.signal?.removeEventListener('abort', onAbort);
  }
}

export const scheduler = {
  wait: (delayMs: number, options?: Options): Promise<void> =>
    setTimeout(delayMs, undefined, options),
  yield: (): Promise<void> => setImmediate(),
};

export default { setTimeout, setImmediate, setInterval, scheduler };

function settle<T>(
  value: T,
  options: Options | undefined,
  begin: (done: () => void) => () => void,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const signal = options?.signal;
    if (signal?.aborted === true) {
      reject(abortError(signal));
      return;
    }
    const onAbort = (): void => {
      cancel();
      if (signal !== undefined) reject(abortError(signal));
    };
    const cancel = begin(() => {
      signal?.removeEventListener('abort', onAbort);
      resolve(value);
    });
    signal?.addEventListener('abort', onAbort, { once: true });
  });
}

function abortError(signal: AbortSignal): Error {
  const error = new Error('The operation was aborted', { cause: signal.reason });
  error.name = 'AbortError';
  return Object.assign(error, { code: 'ABORT_ERR' });
}
