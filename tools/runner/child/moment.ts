/** A point in time, or how long ago one was, by two clocks. */
export interface Moment {
  /** The processor time that the process has used, with all its threads. */
  readonly cpuMs: number;
  /** The clock on the wall. */
  readonly realMs: number;
}

export function now(): Moment {
  const { user, system } = process.cpuUsage();
  return { cpuMs: (user + system) / 1000, realMs: Date.now() };
}

export function since({ cpuMs, realMs }: Moment): Moment {
  const present = now();
  return { cpuMs: present.cpuMs - cpuMs, realMs: present.realMs - realMs };
}
