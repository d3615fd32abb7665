import type { Random } from '../../sim/random.ts';
import type { Fault, Who } from '../../tester/faults/index.ts';
import type { Step } from '../../tester/schedule/schedule.ts';
import type { Reach } from '../../tester/part.ts';

/** What a move draws from. */
export interface Dice {
  readonly random: Random;
  readonly servers: number;
  readonly reach: Reach;
  /** The most commands that come at once: enough for a snapshot where snapshots are taken. */
  readonly burst: number;
}

/** One thing that may happen next, and its steps. */
export type Move = (dice: Dice) => readonly Step[];

export function strike(fault: Fault): Step {
  return { kind: 'fault', fault };
}

/** Short waits let faults meet within one round trip, long ones let elections happen between. */
export function wait(random: Random): Step {
  const ms = pick(random, [3, 30, 300, 300, 1_200]);
  return { kind: 'wait', ms: 1 + random.int(ms) };
}

export function commands({ burst, random }: Dice): Step {
  return { kind: 'commands', count: 1 + random.int(burst) };
}

export function someone({ random, servers }: Dice): Who {
  return random.chance(0.4) ? 'leader' : random.int(servers);
}

/** Starts whoever is down. */
export function comeBack({ servers }: Dice): readonly Step[] {
  return Array.from({ length: servers }, (_, server) => strike({ verb: 'restart', server }));
}

export function tenths(random: Random): number {
  return (1 + random.int(9)) / 10;
}

export function pick<T>(random: Random, choices: readonly [T, ...T[]] | readonly T[]): T {
  const choice = choices[random.int(choices.length)];
  if (choice === undefined) throw new RangeError('there is nothing to pick from');
  return choice;
}

/** The same in a random order. */
export function shuffled<T>(random: Random, items: readonly T[]): readonly T[] {
  const left = [...items];
  return items.flatMap(() => left.splice(random.int(left.length), 1));
}
