/** The parts of the course's lab. */
export type CoursePart = '3A' | '3B' | '3C' | '3D';

/** The course's parts, and what goes beyond the course. */
export type Part = CoursePart | 'phases' | 'explore';

/** What an implementation must be able to do that has come as far as a part of the lab. */
export interface Reach {
  /** From 3B on there is a log. */
  readonly commands: boolean;
  /** From 3C on a server remembers what it was. */
  readonly crashes: boolean;
  /** From 3D on the log begins with a snapshot. */
  readonly snapshots: boolean;
}

const everything: Reach = { commands: true, crashes: true, snapshots: true };

const reaches: Readonly<Record<Part, Reach>> = {
  '3A': { commands: false, crashes: false, snapshots: false },
  '3B': { commands: true, crashes: false, snapshots: false },
  '3C': { commands: true, crashes: true, snapshots: false },
  '3D': everything,
  phases: everything,
  explore: everything,
};

export function reachOf(part: Part): Reach {
  return reaches[part];
}
