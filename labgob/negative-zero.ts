/** Stands for -0 on its way through the packer, which takes it for an ordinary zero. */
export class NegativeZero {
  readonly value = -0;
}

/** A copy of a value that can travel, with a mark in the place of each -0. */
export function withMarkedZeros(value: unknown): unknown {
  if (Object.is(value, -0)) return new NegativeZero();
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return value;
  if (Array.isArray(value)) return value.map(withMarkedZeros);
  const fields = Object.entries(value).map(([name, field]) => [name, withMarkedZeros(field)]);
  return Object.fromEntries(fields) as object;
}
