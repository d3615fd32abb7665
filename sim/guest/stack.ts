/** One frame of a stack, as the engine describes it. */
interface CallSite {
  getFileName(): unknown;
  toString(): string;
}

/**
 * Fixes how the engine writes an error's `stack`: in its usual form, by this function, and with no
 * frames but those of the implementation. The others are ours: they tell which test runs and what it
 * is about to do.
 *
 * Left alone, the host's function does it, and reads `name` and `message` of an error of the inside
 * from the outside. One that an implementation sets would be given the frames of the host's functions.
 *
 * @returns takes the file name of the implementation; without it stacks have no frames
 */
export function fixStackTraces(): (fileName: string) => void {
  const { apply } = Reflect;
  // eslint-disable-next-line @typescript-eslint/unbound-method -- It is applied to the error below.
  const { toString } = Error.prototype;
  const OwnString = String;
  let ownFile: string | undefined;
  const header = (error: unknown): string => {
    try {
      return OwnString(apply(toString, error, []));
    } catch {
      return 'an error whose name or message cannot be read';
    }
  };
  const prepareStackTrace = (error: unknown, frames: readonly CallSite[]): string => {
    let text = '';
    let isOwn = false;
    // By index, as an implementation may replace the way arrays are iterated; from the outermost frame
    // inwards, as a function of the language has no file and belongs to whoever called it.
    for (let i = frames.length - 1; i >= 0; i--) {
      const frame = frames[i];
      const file = frame?.getFileName();
      if (typeof file === 'string') isOwn = file === ownFile;
      // By its method: a conversion would look for one that an implementation may have put in the way.
      if (isOwn && frame !== undefined) text = `\n    at ${frame.toString()}${text}`;
    }
    return header(error) + text;
  };
  const fixed = { writable: false, configurable: false, enumerable: false };
  Object.defineProperty(Error, 'prepareStackTrace', { ...fixed, value: prepareStackTrace });
  // The engine finds the function by way of the global's name.
  Object.defineProperty(globalThis, 'Error', { ...fixed, value: Error });
  return (fileName) => {
    ownFile = fileName;
  };
}
