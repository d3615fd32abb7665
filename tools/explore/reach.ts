import type { AimedFault, Fault } from '../../tester/faults/index.ts';
import type { Reach } from '../../tester/part.ts';
import type { Step } from '../../tester/schedule/schedule.ts';

/**
 * The steps that stay within reach; of an aimed fault what is left of it. Messages are cut off, lost,
 * delayed and duplicated in all parts: no Raft may count on its network.
 */
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
