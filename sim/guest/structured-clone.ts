/** What the platform throws for a value it cannot clone. */
function refuse(value: unknown): never {
  const tag = Object.prototype.toString.call(value).slice(8, -1);
  const error = new Error(`${tag} could not be cloned`);
  error.name = 'DataCloneError';
  throw error;
}

/** The error types that keep their own type; every other becomes a plain Error. */
const errorTypes = [EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError];

/**
 * `structuredClone`, as the platform has it: a deep copy that keeps cycles, shared parts, and the types
 * of dates, maps, sets, bytes and errors; a class instance becomes a plain object.
 *
 * @throws DataCloneError for functions, symbols, promises, weak collections and the like
 */
export function structuredClone<T>(value: T, options?: { transfer?: readonly unknown[] }): T {
  if ((options?.transfer?.length ?? 0) > 0) {
    throw new TypeError('structuredClone cannot transfer here: there is no other thread');
  }
  return clone(value, new Map()) as T;
}

function clone(value: unknown, seen: Map<object, unknown>): unknown {
  if (typeof value === 'function' || typeof value === 'symbol') return refuse(value);
  if (typeof value !== 'object' || value === null) return value;
  if (seen.has(value)) return seen.get(value);
  const copy = cloneWhole(value, seen);
  if (copy !== undefined) {
    seen.set(value, copy);
    return copy;
  }
  return cloneParts(value, seen);
}

/** Copies what has no parts that could lead back to itself; undefined for everything else. */
function cloneWhole(value: object, seen: Map<object, unknown>): object | undefined {
  if (value instanceof Date) return new Date(value.getTime());
  if (value instanceof RegExp) return new RegExp(value.source, value.flags);
  if (value instanceof ArrayBuffer) return value.slice(0);
  if (ArrayBuffer.isView(value)) return cloneView(value, seen);
  const boxed = [Boolean, Number, String, BigInt].some((type) => value instanceof type);
  return boxed ? (Object(value.valueOf()) as object) : undefined;
}

/** Views of one buffer stay views of one buffer. */
function cloneView(view: ArrayBufferView, seen: Map<object, unknown>): object {
  const buffer = clone(view.buffer, seen) as ArrayBuffer;
  const Type = view.constructor as new (buffer: ArrayBuffer, at: number, length: number) => object;
  const { byteOffset, byteLength } = view;
  if (view instanceof DataView) return new Type(buffer, byteOffset, byteLength);
  return new Type(buffer, byteOffset, (view as Uint8Array).length);
}

/** Copies a value part by part; it is known as seen before its parts are, so that cycles close. */
function cloneParts(value: object, seen: Map<object, unknown>): object {
  const began = <Copy extends object>(copy: Copy): Copy => {
    seen.set(value, copy);
    return copy;
  };
  if (value instanceof Map) {
    const copy = began(new Map<unknown, unknown>());
    for (const [key, item] of [...value]) copy.set(clone(key, seen), clone(item, seen));
    return copy;
  }
  if (value instanceof Set) {
    const copy = began(new Set<unknown>());
    for (const item of [...value]) copy.add(clone(item, seen));
    return copy;
  }
  if (value instanceof Error) return cloneError(value, began, seen);
  if (Array.isArray(value)) return cloneFields(value, began(new Array(value.length)), seen);
  if ([Promise, WeakMap, WeakSet].some((type) => value instanceof type)) return refuse(value);
  return cloneFields(value, began({}), seen);
}

function cloneError(
  error: Error,
  began: <Copy extends object>(copy: Copy) => Copy,
  seen: Map<object, unknown>,
): Error {
  const Type = errorTypes.find((type) => type.name === error.name) ?? Error;
  const copy = began(new Type(error.message));
  const hidden = { writable: true, configurable: true, enumerable: false };
  Object.defineProperty(copy, 'stack', { ...hidden, value: error.stack });
  if ('cause' in error) {
    Object.defineProperty(copy, 'cause', { ...hidden, value: clone(error.cause, seen) });
  }
  return copy;
}

/** Copies the enumerable own fields; an array's holes stay holes. */
function cloneFields(from: object, into: object, seen: Map<object, unknown>): object {
  for (const [name, field] of Object.entries(from) as [string, unknown][]) {
    const value = clone(field, seen);
    Object.defineProperty(into, name, {
      value,
      writable: true,
      configurable: true,
      enumerable: true,
    });
  }
  return into;
}
