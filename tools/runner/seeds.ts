import { randomInt } from 'node:crypto';
import { UsageError } from './usage-error.ts';

/** One above the largest seed that is drawn; short enough to be typed again. */
const seedLimit = 1_000_000_000;

/** A seed nobody has asked for: the one place where the real world's randomness is wanted. */
export function freshSeed(): number {
  return randomInt(seedLimit);
}

/** A seed from a command line or an environment variable. */
export function parseSeed(text: string): number {
  const seed = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(seed)) return seed;
  throw new UsageError(`a seed is a whole number from 0 on, got ${text}`);
}
