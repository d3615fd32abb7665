import type { GuestHost } from './border.ts';

/** Where the simulated calendar begins: 2000-01-01T00:00:00Z. */
const epochMs = 946_684_800_000;

/** `Date` on simulated time. A date made from given parts is an ordinary one. */
export function simulatedDate(host: GuestHost): DateConstructor {
  const RealDate = Date;
  const now = (): number => epochMs + Math.floor(host.now());

  function SimulatedDate(this: unknown, ...parts: unknown[]): unknown {
    if (!(new.target as unknown)) return new RealDate(now()).toString();
    const args = parts.length === 0 ? [now()] : parts;
    return Reflect.construct(RealDate, args, new.target) as Date;
  }
  Object.defineProperties(SimulatedDate, {
    name: { value: 'Date' },
    length: { value: 7 },
    now: { value: now, writable: true, configurable: true },
    parse: { value: RealDate.parse, writable: true, configurable: true },
    UTC: { value: RealDate.UTC, writable: true, configurable: true },
    prototype: { value: RealDate.prototype },
  });
  RealDate.prototype.constructor = SimulatedDate;
  return SimulatedDate as unknown as DateConstructor;
}

/** `performance`, as far as protocols need it. */
export function simulatedPerformance(host: GuestHost): object {
  return { now: () => host.now(), timeOrigin: epochMs };
}
