import inspect from 'object-inspect';
import { abortGlobals } from './abort.ts';
import type { GuestAgent, GuestHost } from './border.ts';
import { simulatedDate, simulatedPerformance } from './clock.ts';
import { simulatedConsole } from './console.ts';
import { simulatedCrypto } from './randomness.ts';
import { fixStackTraces } from './stack.ts';
import { structuredClone } from './structured-clone.ts';
import { textCoders } from './text.ts';
import { Timers } from './timers.ts';

/**
 * What an engine offers besides the language's core and would bring in the real world: other
 * threads, the garbage collector's timing, the machine's locale and clock.
 */
const removed = [
  'Atomics',
  'FinalizationRegistry',
  'Intl',
  'SharedArrayBuffer',
  'Temporal',
  'WeakRef',
  'WebAssembly',
  'gc',
];

/** Runs the module's function in strict mode and gives what it exported. */
export type ModuleFunction = (module: { exports: Record<string, unknown> }) => void;

/**
 * Builds the world as a process sees it, before any code of the implementation runs, and gives the
 * part of the agent that every process has.
 *
 * @param host the functions of the outside, wrapped
 * @param loaded takes the exports of the implementation's module
 */
export function install(
  host: GuestHost,
  loaded: (exports: Record<string, unknown>) => void,
): GuestAgent {
  const timers = new Timers(host);
  const timerGlobals = timers.globals();
  const promisePrototype = Promise.prototype;
  const showFramesOf = fixStackTraces();
  for (const name of removed) Reflect.deleteProperty(globalThis, name);
  const globals: Record<string, unknown> = {
    ...timerGlobals,
    ...textCoders(host),
    ...abortGlobals(timerGlobals.setTimeout as Parameters<typeof abortGlobals>[0]),
    queueMicrotask,
    structuredClone,
    Date: simulatedDate(host),
    performance: simulatedPerformance(host),
    crypto: simulatedCrypto(host),
    console: simulatedConsole(host),
  };
  for (const [name, value] of Object.entries(globals)) {
    const description = { value, writable: true, configurable: true, enumerable: false };
    Object.defineProperty(globalThis, name, description);
  }
  Math.random = () => host.random();
  return {
    load(module, fileName) {
      showFramesOf(fileName);
      const made = { exports: {} };
      (module as ModuleFunction)(made);
      loaded(made.exports);
    },
    fire(timer) {
      timers.fire(timer);
    },
    promisePrototype,
    describeError,
  };
}

function queueMicrotask(callback: unknown): void {
  if (typeof callback !== 'function') {
    throw new TypeError(`queueMicrotask takes a function, got ${typeof callback}`);
  }
  void Promise.resolve().then(() => (callback as () => unknown)());
}

function describeError(error: unknown): string {
  try {
    if (error instanceof Error) {
      const stack: unknown = error.stack;
      return typeof stack === 'string' ? stack : `${error.name}: ${error.message}`;
    }
    return `something that is not an Error was thrown: ${inspect(error, { depth: 3 })}`;
  } catch {
    return 'an error that cannot be described was thrown';
  }
}
