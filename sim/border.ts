import { types } from 'node:util';

/** Something that tried to cross the border of a process and may not. */
export class BorderError extends Error {
  override readonly name = 'BorderError';
}

/**
 * A value from inside a process as one of the outside: a primitive as it is, bytes as a copy.
 *
 * Nothing else passes, and nothing of a foreign object is touched to find that out. Even converting
 * one to a number would call its code from out here, and hand it an object of the outside.
 *
 * @throws BorderError for any other object, a function or a symbol, and for a bigint, which no
 *   function of the world takes
 */
export function takeOut(value: unknown): unknown {
  switch (typeof value) {
    case 'string':
    case 'number':
    case 'boolean':
    case 'undefined':
      return value;
    case 'object':
      if (value === null) return value;
      if (types.isUint8Array(value)) return new Uint8Array(value);
      break;
    case 'function':
    case 'symbol':
    case 'bigint':
  }
  const type = typeof value;
  throw new BorderError(`only primitives and bytes leave a process, got a value of type ${type}`);
}

/** Whether the object inherits from the prototype; a proxy is not asked, as its answer is foreign code. */
export function inheritsFrom(object: object, prototype: object): boolean {
  let level: object | null = object;
  while (level !== null && !types.isProxy(level)) {
    if (level === prototype) return true;
    level = Reflect.getPrototypeOf(level);
  }
  return false;
}

/** Whether an error was made out here, and not by the code inside a process. */
export function isOwnError(error: unknown): error is Error {
  return types.isNativeError(error) && inheritsFrom(error, Error.prototype);
}
