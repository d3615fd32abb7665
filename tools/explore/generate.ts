import { Random } from '../../sim/random.ts';
import { around, everywhere, into, outOf, type Ways, type Who } from '../../tester/faults/index.ts';
import { reachOf, type CoursePart } from '../../tester/part.ts';
import type { Schedule, Step } from '../../tester/schedule/schedule.ts';
import type { Snapshots } from '../../tester/cluster/service.ts';
import { randomAim } from './generate-aim.ts';
import {
  comeBack,
  commands,
  pick,
  someone,
  strike,
  tenths,
  wait,
  type Dice,
  type Move,
} from './generate-dice.ts';
import { scenes } from './generate-scenes.ts';
import { within } from './reach.ts';

export interface GenerateOptions {
  /** How many servers; three or five, seldom more, when absent. */
  readonly servers?: number;
  /** How far the implementation has come; 3D, with everything there is, when absent. */
  readonly part?: CoursePart;
}

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
  comeBack,
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
  aim: (dice) => [{ kind: 'aim', ...randomAim(dice) }],
  ...scenes,
};

/** Mends what other moves broke: part of every schedule, or a cluster would soon stand still. */
const remedies = ['comeBack', 'heal'];

/** Moves of which nothing is left where no server may crash. */
const crashes = ['crash', 'comeBack', 'kill'];

/**
 * Draws a schedule from a seed. Each has a character of its own: about half of the kinds of faults do
 * not occur in it, as rare combinations come up more often where nothing else is in the way.
 */
export function randomSchedule(seed: number, options: GenerateOptions = {}): Schedule {
  const random = new Random(`schedule ${seed}`);
  const { part = '3D' } = options;
  const reach = reachOf(part);
  const servers = options.servers ?? pick(random, [3, 3, 3, 5, 5, 5, 5, 7]);
  const snapshots = reach.snapshots && randomSnapshots(random, servers);
  const dice = { random, servers, reach, burst: snapshots === false ? 4 : 12 };
  const chosen = Object.keys(moves)
    .filter((name) => reach.crashes || !crashes.includes(name))
    .filter((name) => remedies.includes(name) || name === 'aim' || random.chance(0.45));
  const steps: Step[] = [{ kind: 'wait', ms: random.int(1_200) }];
  const count = 4 + random.int(16);
  for (let k = 0; k < count; k++) {
    if (random.chance(0.6)) steps.push(commands(dice));
    const move = moves[pick(random, chosen)];
    if (move !== undefined) steps.push(...move(dice));
    steps.push(wait(random));
  }
  const network = random.chance(0.2) ? 'unreliable' : 'reliable';
  const whose = options.part === undefined ? {} : { part };
  return { ...whose, servers, network, snapshots, steps: within(reach, steps) };
}

/** None mostly; else together, as the course's service takes them, or each server by itself. */
function randomSnapshots(random: Random, servers: number): Snapshots {
  if (random.chance(0.6)) return false;
  if (random.chance(0.4)) return true;
  return Array.from({ length: servers }, () => pick(random, [3, 5, 10, 10, 20, 40]));
}

/** A trouble that ends after a while. */
function troubleFor(dice: Dice, verb: 'cut' | 'hold', links: readonly Ways[]): readonly Step[] {
  const { random } = dice;
  const begin = strike({ verb, links });
  if (random.chance(0.3)) return [begin];
  const end = strike({ verb: verb === 'hold' ? 'release' : 'heal', links });
  const during: Step[] = random.chance(0.5) ? [commands(dice), wait(random)] : [];
  return [begin, wait(random), ...during, end];
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
