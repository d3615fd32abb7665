import type { Random } from '../../sim/random.ts';
import {
  around,
  outOf,
  type AimedFault,
  type Fault,
  type Trigger,
} from '../../tester/faults/index.ts';
import type { Dice } from './generate-dice.ts';

const methods = ['RequestVote', 'AppendEntries', 'InstallSnapshot'] as const;

/** Draws a fault that is aimed at a moment of the protocol. */
export function randomAim({ random, servers, reach }: Dice): AimedFault {
  const when = randomTrigger(random, servers);
  return { when, then: reach.crashes ? randomFaults(random) : randomCut(random) };
}

function randomTrigger(random: Random, servers: number): Trigger {
  const whose = random.chance(0.3) ? { server: random.int(servers) } : {};
  const count = 1 + random.int(6);
  const method = methods[random.int(methods.length)] ?? 'RequestVote';
  switch (random.int(8)) {
    case 0: {
      const during = random.chance(0.5) ? { during: method } : {};
      return {
        kind: 'persist',
        side: random.chance(0.5) ? 'before' : 'after',
        count,
        ...whose,
        ...during,
      };
    }
    case 1:
      return { kind: 'request', method, count, ...whose };
    case 2:
      return { kind: 'answer', method, count, ...whose };
    case 3:
      return { kind: 'vote', count: 1 + random.int(Math.floor(servers / 2)), ...whose };
    case 4:
      return { kind: 'elected', count: 1 + random.int(2), ...whose };
    case 5:
      return { kind: 'replicated', followers: random.int(servers), ...whose };
    case 6:
      return { kind: 'apply', count, ...whose };
    default:
      return { kind: 'apply-snapshot', count: 1, ...whose };
  }
}

/** Mostly the end of the server whose moment it is, which often comes back at once. */
function randomFaults(random: Random): readonly Fault[] {
  if (random.chance(0.15)) return [{ verb: 'kill', server: 'subject', lingerMs: 500 }];
  if (random.chance(0.75)) {
    // In the middle of its code, or so late that what it was about to say has left.
    const crashMs = random.chance(0.3) ? 1 + random.int(5) : 0;
    const crash: Fault = {
      verb: 'crash',
      server: 'subject',
      ...(crashMs === 0 ? {} : { afterMs: crashMs }),
    };
    if (random.chance(0.25)) return [crash];
    const afterMs = crashMs + random.int(random.chance(0.5) ? 20 : 600);
    return [crash, { verb: 'restart', server: 'subject', afterMs }];
  }
  return randomCut(random);
}

/** The server whose moment it is goes silent for a while, or is cut off. */
function randomCut(random: Random): readonly Fault[] {
  const links = random.chance(0.5) ? outOf('subject') : around('subject');
  const verb = random.chance(0.5) ? 'cut' : 'hold';
  return [
    { verb, links },
    { verb: verb === 'hold' ? 'release' : 'heal', links, afterMs: 1 + random.int(1_000) },
  ];
}
