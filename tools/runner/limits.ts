/** How much of the real machine one run may use before it is ended from outside. */
export interface Limits {
  /** A server that keeps control for more processor time than this, without pause, is stuck. */
  readonly stallMs: number;
  /** A whole run may take this much processor time. */
  readonly runMs: number;
  /** Resident memory of the process that runs it. */
  readonly memoryMb: number;
}

/**
 * Generous: on an idle machine a run takes well under a second of real time and some 150 MB.
 */
export const defaultLimits: Limits = { stallMs: 5_000, runMs: 120_000, memoryMb: 1_024 };

/**
 * The limits of whoever names none. The variable is for tests of whole commands: they meet many loops,
 * and cannot wait five seconds for each.
 */
export function limitsOf({ RAFTLAB_LIMITS }: NodeJS.ProcessEnv): Limits {
  if (RAFTLAB_LIMITS === undefined) return defaultLimits;
  return { ...defaultLimits, ...(JSON.parse(RAFTLAB_LIMITS) as Partial<Limits>) };
}
