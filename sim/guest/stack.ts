/** One frame of a stack, as the engine describes it. */
type CallSite = object;

/**
 * Fixes how the engine writes an error's `stack`: in its usual form, by this function.
 *
 * Left alone, the host's function does it, and reads `name` and `message` of an error of the inside
 * from the outside. One that an implementation sets would be given the frames of the host's functions.
 */
export function fixStackTraces(): void {
  const { apply } = Reflect;
  // eslint-disable-next-line @typescript-eslint/unbound-method -- It is applied to the error below.
  const { toString } = Error.prototype;
  const OwnString = String;
  const header = (error: unknown): string => {
    try {
      return OwnString(apply(toString, error, []));
    } catch {
      return 'an error whose name or message cannot be read';
    }
  };
  const prepareStackTrace = (error: unknown, frames: readonly CallSite[]): string => {
    let text = header(error);
    // By index, as an implementation may replace the way arrays are iterated.
    // eslint-disable-next-line @typescript-eslint/prefer-for-of
    for (let i = 0; i < frames.length; i++) text += `\n    at ${OwnString(frames[i])}`;
    return text;
  };
  const fixed = { writable: false, configurable: false, enumerable: false };
  Object.defineProperty(Error, 'prepareStackTrace', { ...fixed, value: prepareStackTrace });
  // The engine finds the function by way of the global's name.
  Object.defineProperty(globalThis, 'Error', { ...fixed, value: Error });
}
