/** A value that cannot become bytes, or bytes that are not a value. */
export class LabgobError extends Error {
  override readonly name = 'LabgobError';
}

export type Path = readonly (string | number)[];

export function refuse(path: Path, what: string): never {
  const steps = path.map((step) => (typeof step === 'number' ? `[${step}]` : `.${step}`));
  throw new LabgobError(`cannot encode value${steps.join('')}: it is ${what}`);
}

/** What to say of a function, a symbol or an object that is no plain data. */
export function describeForeign(value: unknown): string {
  if (typeof value === 'function') return `a function (${value.name || 'anonymous'})`;
  if (typeof value !== 'object' || value === null) return `a ${typeof value}`;
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
