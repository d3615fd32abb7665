import type { AimedFault, Fault } from '../../tester/faults/index.ts';
import type { CoursePart } from '../../tester/part.ts';
import type { Step } from '../../tester/schedule/schedule.ts';

/**
 * What may be done to an implementation that has come as far as a part of the lab. Messages are cut
 * off, lost, delayed and duplicated in all of them: no Raft may count on its network.
 */
export interface Reach {
  /** From 3B on there is a log. */
  readonly commands: boolean;
  /** From 3C on a server remembers what it was. */
  readonly crashes: boolean;
  /** From 3D on the log begins with a snapshot. */
  readonly snapshots: boolean;
}

const reaches: Readonly<Record<CoursePart, Reach>> = {
  '3A': { commands: false, crashes: false, snapshots: false },
  '3B': { commands: true, crashes: false, snapshots: false },
  '3C': { commands: true, crashes: true, snapshots: false },
  '3D': { commands: true, crashes: true, snapshots: true },
};

export function reachOf(part: CoursePart): Reach {
  return reaches[part];
}

/** The steps that stay within reach; of an aimed fault what is left of it. */
export function within(reach: Reach, steps: readonly Step[]): readonly Step[] {
  return steps.flatMap((step): readonly Step[] => {
    switch (step.kind) {
      case 'wait':
        return [step];
      case 'commands':
        return reach.commands ? [step] : [];
      case 'fault':
        return isWithin(reach, step.fault) ? [step] : [];
      case 'aim': {
        const then = step.then.filter((fault) => isWithin(reach, fault));
        return then.length > 0 && mayCome(reach, step) ? [{ ...step, then }] : [];
      }
    }
  });
}

function isWithin({ crashes }: Reach, { verb }: Fault): boolean {
  return crashes || (verb !== 'crash' && verb !== 'kill' && verb !== 'restart');
}

/** Whether the moment that a fault is aimed at can come at all. */
function mayCome({ commands, crashes, snapshots }: Reach, { when }: AimedFault): boolean {
  switch (when.kind) {
    case 'persist':
      return crashes && (snapshots || when.during !== 'InstallSnapshot');
    case 'replicated':
    case 'apply':
      return commands;
    case 'apply-snapshot':
      return snapshots;
    case 'request':
    case 'answer':
      return snapshots || when.method !== 'InstallSnapshot';
    case 'vote':
    case 'elected':
      return true;
  }
}
