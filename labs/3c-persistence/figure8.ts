import type { Scenario } from '../../tester/scenario.ts';
import type { Tester } from '../../tester/tester.ts';
import { commandsBelow } from '../commands.ts';
import { raftElectionTimeoutMs } from '../timing.ts';

const rounds = 1000;

/** How a variant takes a leader out of the game, and brings servers back when too few are left. */
interface Failure {
  /** Commands are drawn from 0 to one below this. */
  readonly commandsBelow: number;
  readonly strikeProbability: number;
  /** The round in which replies begin to come late and out of order, if ever. */
  readonly reorderingFromRound?: number;
  strike(t: Tester, leader: number): void;
  isUp(t: Tester, server: number): boolean;
  repair(t: Tester, server: number): void;
}

const crashes: Failure = {
  commandsBelow,
  strikeProbability: 1,
  strike: (t, leader) => {
    t.crash(leader);
  },
  isUp: (t, server) => t.isRunning(server),
  repair: (t, server) => {
    t.restart(server);
  },
};

const disconnections: Failure = {
  commandsBelow: 10_000,
  strikeProbability: 0.5,
  reorderingFromRound: 200,
  strike: (t, leader) => {
    t.disconnect(leader);
  },
  isUp: (t, server) => t.isConnected(server),
  repair: (t, server) => {
    t.connect(server);
  },
};

/**
 * Leaders that go soon after taking a command, so that entries of many terms lie around half
 * replicated: the histories of Figure 8, where counting replicas of an old term's entry is not
 * enough to call it committed (§5.4.2).
 */
export const figure8: Scenario = {
  name: 'TestFigure83C',
  title: 'Figure 8',
  part: '3C',
  points: 4,
  servers: 5,
  network: 'reliable',
  snapshots: false,
  body: (t) => playFigure8(t, crashes),
};

/** The same with lossy links: leaders keep their memory, and old replies arrive much later. */
export const figure8Unreliable: Scenario = {
  name: 'TestFigure8Unreliable3C',
  title: 'Figure 8 (unreliable)',
  part: '3C',
  points: 4,
  servers: 5,
  network: 'unreliable',
  snapshots: false,
  body: (t) => playFigure8(t, disconnections),
};

async function playFigure8(t: Tester, failure: Failure): Promise<void> {
  await t.one(t.random.int(failure.commandsBelow), { servers: 1, retry: true });

  for (let round = 0; round < rounds; round++) {
    if (round === failure.reorderingFromRound) t.setLongReordering('on');

    const leader = offerToAll(t, failure);
    // Mostly too short for a commit, sometimes long enough for one.
    const longPause = t.random.chance(0.1);
    await t.sleep(t.random.int(longPause ? raftElectionTimeoutMs / 2 : 13));

    if (leader !== undefined && t.random.chance(failure.strikeProbability)) {
      failure.strike(t, leader);
    }
    if (countUp(t, failure) < 3) repairIfDown(t, failure, t.random.int(t.n));
  }

  for (let server = 0; server < t.n; server++) repairIfDown(t, failure, server);
  await t.one(t.random.int(failure.commandsBelow), { servers: t.n, retry: true });
}

/** Starts a command on every running server; gives the last one in reach that accepted. */
function offerToAll(t: Tester, failure: Failure): number | undefined {
  let leader: number | undefined;
  for (let server = 0; server < t.n; server++) {
    const started = t.Start(server, t.random.int(failure.commandsBelow));
    if (started?.isLeader && failure.isUp(t, server)) leader = server;
  }
  return leader;
}

function countUp(t: Tester, failure: Failure): number {
  let up = 0;
  for (let server = 0; server < t.n; server++) if (failure.isUp(t, server)) up++;
  return up;
}

function repairIfDown(t: Tester, failure: Failure, server: number): void {
  if (!failure.isUp(t, server)) failure.repair(t, server);
}
