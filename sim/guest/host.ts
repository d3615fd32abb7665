/**
 * The inside's half of the border. Everything here is held from before the implementation runs, since
 * an implementation may replace any global: a `Uint8Array` of its own must not be handed an array of
 * the outside.
 */
const OwnUint8Array = Uint8Array;
const OwnRangeError = RangeError;

/** None takes more than four arguments. */
type HostFunction = (a: unknown, b: unknown, c: unknown, d: unknown) => unknown;

/** A copy of bytes from outside that belongs to the inside. */
export function ownBytes(bytes: Uint8Array): Uint8Array {
  return new OwnUint8Array(bytes);
}

/**
 * Wraps the functions of the outside: bytes they give are copied, and what they throw is replaced by an
 * error of the inside. They throw only when the stack is full, or when they are given what they refuse.
 */
export function wrapHost<Host extends object>(outside: Host): Host {
  const wrapped: Record<string, unknown> = {};
  for (const [name, call] of Object.entries(outside) as [string, HostFunction][]) {
    wrapped[name] = (a: unknown, b: unknown, c: unknown, d: unknown): unknown => {
      let result: unknown;
      try {
        result = call(a, b, c, d);
      } catch {
        throw new OwnRangeError('Maximum call stack size exceeded');
      }
      return typeof result === 'object' ? new OwnUint8Array(result as Uint8Array) : result;
    };
  }
  return wrapped as Host;
}
