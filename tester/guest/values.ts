/** Checks of what an implementation hands over or answers, since types are gone at run time. */

export function assertBytes(name: string, value: unknown): asserts value is Uint8Array {
  if (value instanceof Uint8Array) return;
  throw new TypeError(
    `${name} must be a Uint8Array (labgob's encode gives one), got ${shape(value)}`,
  );
}

export function shape(value: unknown): string {
  if (typeof value !== 'object' || value === null) return `${typeof value} ${String(value)}`;
  const fields = Object.entries(value).map(([name, field]) => `${name}: ${typeof field}`);
  return `{ ${fields.join(', ')} }`;
}

export function answer(method: string, value: unknown): Record<string, unknown> {
  if (value instanceof Promise) {
    throw new TypeError(`${method} must answer at once, got a Promise (is it async?)`);
  }
  if (typeof value === 'object' && value !== null) return value as Record<string, unknown>;
  throw new TypeError(`${method} must return an object, got ${String(value)}`);
}

export function wholeNumber(method: string, name: string, value: unknown): asserts value is number {
  if (Number.isSafeInteger(value)) return;
  throw new TypeError(`${method} must return a whole number as ${name}, got ${String(value)}`);
}

export function trueOrFalse(method: string, value: unknown): asserts value is boolean {
  if (typeof value === 'boolean') return;
  throw new TypeError(`${method} must return true or false as isLeader, got ${String(value)}`);
}
