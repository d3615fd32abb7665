import { withMarkedZeros } from './negative-zero.ts';

/** A value that cannot become bytes, or bytes that are not a value. */
export class LabgobError extends Error {
  override readonly name = 'LabgobError';
}

/** Real data is nowhere near this deep; a value that is has a cycle. */
const maxDepth = 200;

/** A surrogate without its partner, which UTF-8 has no bytes for. */
const halfCharacter = /[\uD800-\uDFFF]/u;

const smallestBigint = -(2n ** 63n);
const largestBigint = 2n ** 63n - 1n;

/**
 * The value as the packer takes it, which is nearly always the value itself. Logs are long, so a quick
 * look comes first; only when that finds something odd the value is walked again.
 *
 * @throws LabgobError with the path to the first part that cannot travel
 */
export function readyToTravel(value: unknown): unknown {
  if (travels(value, 0)) return value;
  explain(value, []);
  return withMarkedZeros(value);
}

/** Whether the value can travel just as it is. */
function travels(value: unknown, depth: number): boolean {
  switch (typeof value) {
    case 'number':
      return value !== 0 || !Object.is(value, -0);
    case 'string':
      return !halfCharacter.test(value);
    case 'boolean':
    case 'undefined':
      return true;
    case 'object':
      return value === null || objectTravels(value, depth);
    case 'bigint':
      return value >= smallestBigint && value <= largestBigint;
    case 'function':
    case 'symbol':
      return false;
  }
}

function objectTravels(value: object, depth: number): boolean {
  if (depth > maxDepth) return false;
  if (isPlainArray(value)) {
    // Unlike every(), this looks at holes too.
    for (const item of value) if (!travels(item, depth + 1)) return false;
    return true;
  }
  if (!isPlain(value)) return Object.getPrototypeOf(value) === Uint8Array.prototype;
  for (const key in value) {
    if (key === '__proto__' || !travels(value[key], depth + 1)) return false;
  }
  return true;
}

function isPlain(value: object): value is Readonly<Record<string, unknown>> {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function isPlainArray(value: object): value is readonly unknown[] {
  return Array.isArray(value) && Object.getPrototypeOf(value) === Array.prototype;
}

type Path = readonly (string | number)[];

/** Finds what {@link travels} saw; returns when there is nothing to refuse down this path. */
function explain(value: unknown, path: Path): void {
  if (Object.is(value, -0) || travels(value, path.length)) return;
  if (path.length > maxDepth) refuse(path.slice(0, 8), 'part of a cycle (or nested too deeply)');
  if (typeof value !== 'object' || value === null) refuse(path, describePrimitive(value));
  if (isPlainArray(value)) {
    value.forEach((item, i) => {
      explain(item, [...path, i]);
    });
  } else if (isPlain(value)) {
    for (const key in value) {
      if (key === '__proto__') refuse([...path, key], 'under a name that objects reserve');
      explain(value[key], [...path, key]);
    }
  } else {
    refuse(path, describeInstance(value));
  }
}

function describePrimitive(value: unknown): string {
  if (typeof value === 'string') return 'a string with half a character in it';
  if (typeof value === 'function') return `a function (${value.name || 'anonymous'})`;
  return typeof value === 'bigint' ? 'a bigint of more than 64 bits' : `a ${typeof value}`;
}

function describeInstance(value: object): string {
  const name = nameOfClass(value);
  if (value instanceof Promise) return 'a Promise (await it first)';
  if (value instanceof Map || value instanceof Set) return `a ${name} (use an array or an object)`;
  if (value instanceof Date) return 'a Date (send its getTime())';
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) {
    return `a ${name} (only Uint8Array travels)`;
  }
  return `an instance of class ${name}, whose methods would be lost (send a plain object)`;
}

/** An object may have no constructor, or anything under that name. */
function nameOfClass(value: object): string {
  const made: unknown = value.constructor;
  return typeof made === 'function' && made.name !== '' ? made.name : 'without a name';
}

function refuse(path: Path, what: string): never {
  throw new LabgobError(`cannot encode ${formatPath(path)}: it is ${what}`);
}

function formatPath(path: Path): string {
  const steps = path.map((step) => (typeof step === 'number' ? `[${step}]` : `.${step}`));
  return `value${steps.join('')}`;
}
