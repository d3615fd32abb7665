/**
 * What crosses the border between the world outside and the code inside a process. Everything is a
 * primitive or bytes. The code inside copies what it is given before an implementation sees it, so
 * that no object of the outside is ever within its reach.
 */

/**
 * The functions of the outside that every process has. They take and give primitives and bytes only;
 * `wrapHost` makes the bytes ones of the inside.
 */
export interface GuestHost {
  /** Simulated milliseconds since the run began. */
  now(): number;
  /** The process's own stream: a float in [0, 1). */
  random(): number;
  /** Asks for `GuestAgent.fire(id)` after the delay; gives the id. */
  startTimer(delayMs: number): number;
  stopTimer(id: number): void;
  print(level: string, text: string): void;
  encodeUtf8(text: string): Uint8Array;
  /** Undefined when `fatal` is asked for and the bytes are not UTF-8. */
  decodeUtf8(bytes: Uint8Array, fatal: boolean, ignoreBOM: boolean): string | undefined;
}

/** How the outside reaches the code inside a process. */
export interface GuestAgent {
  /** Takes the implementation's module, as the bundler made it, and the name of its file in stacks. */
  load(module: unknown, fileName: string): void;
  fire(timer: number): void;
  /** How the outside tells whose a rejected promise is. */
  readonly promisePrototype: object;
  /** The error's stack, or whatever can be said of a thrown value. Never throws. */
  describeError(error: unknown): string;
}
