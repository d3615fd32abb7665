import { Random } from '../sim/random.ts';
import {
  around,
  everywhere,
  into,
  outOf,
  type Fault,
  type Ways,
  type Who,
} from '../tester/faults/index.ts';
import type { Schedule, Step } from '../tester/schedule/schedule.ts';
import { randomAim } from './generate-aim.ts';

export interface GenerateOptions {
  /** How many servers; three or five, seldom more, when absent. */
  readonly servers?: number;
}

/** What a move draws from. */
interface Dice {
  readonly random: Random;
  readonly servers: number;
}

/** One thing that may happen next, and its steps. */
type Move = (dice: Dice) => readonly Step[];

const moves: Readonly<Record<string, Move>> = {
  crash: ({ random, servers }) => {
    const server = random.chance(0.5) ? 'leader' : random.int(servers);
    const steps: Step[] = [strike({ verb: 'crash', server })];
    // The leader's number is not known here, so only a server named by number can come back alone.
    if (typeof server === 'number' && random.chance(0.7)) {
      steps.push(wait(random), strike({ verb: 'restart', server }));
    }
    return steps;
  },
  comeBack: ({ servers }) =>
    Array.from({ length: servers }, (_, server) => strike({ verb: 'restart', server })),
  kill: ({ random, servers }) => {
    const server = random.int(servers);
    const lingerMs = random.int(1_000);
    return [
      strike({ verb: 'kill', server, lingerMs }),
      wait(random),
      strike({ verb: 'restart', server }),
    ];
  },
  partition: (dice) => troubleFor(dice, 'cut', around(...someServers(dice))),
  oneWay: (dice) => {
    const links = dice.random.chance(0.5) ? outOf(someone(dice)) : into(someone(dice));
    return troubleFor(dice, dice.random.chance(0.5) ? 'cut' : 'hold', links);
  },
  partial: (dice) => {
    const from = someServers(dice);
    const to = someServers(dice);
    const both = dice.random.chance(0.5) ? [{ from: to, to: from }] : [];
    return troubleFor(dice, 'cut', [{ from, to }, ...both]);
  },
  hold: (dice) => troubleFor(dice, 'hold', around(someone(dice))),
  /** Everyone campaigns unheard, and then all votes are asked for at once; voters may forget. */
  votesAtOnce: ({ random, servers }) => {
    const steps: Step[] = [
      strike({ verb: 'hold', links: everywhere }),
      { kind: 'wait', ms: 200 + random.int(800) },
    ];
    if (random.chance(0.7)) {
      const afterMs = random.int(3);
      steps.push({
        kind: 'aim',
        when: { kind: 'answer', method: 'RequestVote', count: 1 + random.int(servers) },
        then: [
          { verb: 'crash', server: 'subject' },
          { verb: 'restart', server: 'subject', afterMs },
        ],
      });
    }
    return [...steps, strike({ verb: 'release', links: everywhere })];
  },
  /** Who has missed commands campaigns faster than those who have not, and must not keep them from it. */
  hurry: ({ random, servers }) => {
    const server = random.int(servers);
    return [
      strike({ verb: 'cut', links: around(server) }),
      { kind: 'commands', count: 1 + random.int(3) },
      wait(random),
      strike({ verb: 'drift', server, rate: 1.5 + tenths(random) }),
      strike({ verb: 'heal', links: around(server) }),
      { kind: 'wait', ms: 1_000 + random.int(4_000) },
    ];
  },
  delay: (dice) => [
    strike({ verb: 'delay', links: someLinks(dice), upToMs: 10 + dice.random.int(400) }),
  ],
  lose: (dice) => [
    strike({ verb: 'lose', links: someLinks(dice), probability: tenths(dice.random) }),
  ],
  duplicate: (dice) => [
    strike({ verb: 'duplicate', links: someLinks(dice), probability: tenths(dice.random) }),
  ],
  heal: () => [strike({ verb: 'heal', links: everywhere })],
  drift: ({ random, servers }) => [
    strike({ verb: 'drift', server: random.int(servers), rate: 0.5 + tenths(random) * 1.5 }),
  ],
  aim: ({ random, servers }) => [{ kind: 'aim', ...randomAim(random, servers) }],
};

/** Mends what other moves broke: part of every schedule, or a cluster would soon stand still. */
const remedies = ['comeBack', 'heal'];

/**
 * Draws a schedule from a seed. Each has a character of its own: about half of the kinds of faults do
 * not occur in it, as rare combinations come up more often where nothing else is in the way.
 */
export function randomSchedule(seed: number, options: GenerateOptions = {}): Schedule {
  const random = new Random(`schedule ${String(seed)}`);
  const servers = options.servers ?? pick(random, [3, 3, 3, 5, 5, 5, 5, 7]);
  const snapshots = random.chance(0.35);
  const dice = { random, servers };
  const chosen = Object.keys(moves).filter(
    (name) => remedies.includes(name) || name === 'aim' || random.chance(0.45),
  );
  const burst = snapshots ? 12 : 4;
  const steps: Step[] = [{ kind: 'wait', ms: random.int(1_200) }];
  const count = 4 + random.int(16);
  for (let k = 0; k < count; k++) {
    if (random.chance(0.6)) steps.push({ kind: 'commands', count: 1 + random.int(burst) });
    const move = moves[pick(random, chosen)];
    if (move !== undefined) steps.push(...move(dice));
    steps.push(wait(random));
  }
  const network = random.chance(0.2) ? 'unreliable' : 'reliable';
  return { servers, network, snapshots, steps };
}

/** A trouble that ends after a while. */
function troubleFor(dice: Dice, verb: 'cut' | 'hold', links: readonly Ways[]): readonly Step[] {
  const { random } = dice;
  const begin = strike({ verb, links });
  if (random.chance(0.3)) return [begin];
  const end = strike({ verb: verb === 'hold' ? 'release' : 'heal', links });
  const during: Step[] = random.chance(0.5)
    ? [{ kind: 'commands', count: 1 + random.int(3) }, wait(random)]
    : [];
  return [begin, wait(random), ...during, end];
}

function strike(fault: Fault): Step {
  return { kind: 'fault', fault };
}

/** Short waits let faults meet within one round trip, long ones let elections happen between. */
function wait(random: Random): Step {
  const ms = pick(random, [3, 30, 300, 300, 1_200]);
  return { kind: 'wait', ms: 1 + random.int(ms) };
}

function someone({ random, servers }: Dice): Who {
  return random.chance(0.4) ? 'leader' : random.int(servers);
}

/** At least one server, and not all. */
function someServers(dice: Dice): readonly Who[] {
  const { random, servers } = dice;
  const numbers = Array.from({ length: servers }, (_, server) => server);
  const some = numbers.filter(() => random.chance(0.4)).slice(0, servers - 1);
  return some.length > 0 ? some : [someone(dice)];
}

function someLinks(dice: Dice): readonly Ways[] {
  if (dice.random.chance(0.5)) return everywhere;
  return dice.random.chance(0.5) ? outOf(someone(dice)) : into(someone(dice));
}

function tenths(random: Random): number {
  return (1 + random.int(9)) / 10;
}

export function pick<T>(random: Random, choices: readonly [T, ...T[]] | readonly T[]): T {
  const choice = choices[random.int(choices.length)];
  if (choice === undefined) throw new RangeError('there is nothing to pick from');
  return choice;
}
