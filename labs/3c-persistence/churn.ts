import type { Command } from '../../raft/index.ts';
import type { Scenario } from '../../tester/scenario.ts';
import type { Tester } from '../../tester/tester.ts';
import { randomCommand } from '../commands.ts';
import { raftElectionTimeoutMs } from '../timing.ts';

const clients = [0, 1, 2];
const rounds = 20;
const watchMs = [10, 20, 50, 100, 200];

/** Servers come and go under clients that never stop; nothing a client saw committed gets lost. */
export const reliableChurn: Scenario = {
  name: 'TestReliableChurn3C',
  title: 'churn',
  part: '3C',
  points: 3,
  servers: 5,
  network: 'reliable',
  snapshots: false,
  body: playChurn,
};

/** The same over a network that loses requests and replies. */
export const unreliableChurn: Scenario = {
  name: 'TestUnreliableChurn3C',
  title: 'unreliable churn',
  part: '3C',
  points: 3,
  servers: 5,
  network: 'unreliable',
  snapshots: false,
  body: playChurn,
};

async function playChurn(t: Tester): Promise<void> {
  const watch = { over: false };
  const [seen] = await Promise.all([
    Promise.all(clients.map((client) => submitAndWatch(t, client, watch))),
    disturb(t).then(() => {
      watch.over = true;
    }),
  ]);
  await t.sleep(raftElectionTimeoutMs);

  const lastIndex = await t.one(randomCommand(t), { servers: t.n, retry: true });
  const log = await readLog(t, lastIndex);
  for (const [client, commands] of seen.entries()) {
    for (const command of commands) {
      t.expect(
        log.has(command),
        'durability',
        () =>
          `expected command ${command}, which client ${client} saw committed, in ` +
          `the log of ${lastIndex} entries at the end, got a log without it`,
      );
    }
  }
}

/** A client: offers command after command to everyone, and remembers which it saw committed. */
async function submitAndWatch(
  t: Tester,
  client: number,
  watch: { readonly over: boolean },
): Promise<number[]> {
  const seen: number[] = [];
  while (!watch.over) {
    const command = randomCommand(t);
    const index = offerToAll(t, command);
    if (index === undefined) await t.sleep(79 + 17 * client);
    else if (await isCommitted(t, index, command)) seen.push(command);
  }
  return seen;
}

/** The index that the last server to accept gave; a server cut off may accept as well. */
function offerToAll(t: Tester, command: number): number | undefined {
  let index: number | undefined;
  for (let server = 0; server < t.n; server++) {
    const started = t.Start(server, command);
    if (started?.isLeader) index = started.index;
  }
  return index;
}

/** Watches an index for a while; the leader that accepted may well have gone by then. */
async function isCommitted(t: Tester, index: number, command: number): Promise<boolean> {
  for (const pauseMs of watchMs) {
    const committed = t.nCommitted(index);
    if (committed.count > 0) {
      // Something was there at once when an old leader's index is taken long since. Simulated time
      // must pass before the client comes back to it, or the run would never get any further.
      await t.sleep(1);
      return committed.command === command;
    }
    await t.sleep(pauseMs);
  }
  return false;
}

/** Cuts off, brings back and crashes servers at random, then heals everything. */
async function disturb(t: Tester): Promise<void> {
  for (let round = 0; round < rounds; round++) {
    if (t.random.chance(0.2)) t.disconnect(t.random.int(t.n));
    if (t.random.chance(0.5)) bringBack(t, t.random.int(t.n));
    if (t.random.chance(0.2)) crashIfRunning(t, t.random.int(t.n));
    // Below the election timeout, so that servers often catch up and seldom come to rest.
    await t.sleep(0.7 * raftElectionTimeoutMs);
  }

  await t.sleep(raftElectionTimeoutMs);
  t.setReliable();
  for (let server = 0; server < t.n; server++) bringBack(t, server);
}

function bringBack(t: Tester, server: number): void {
  if (!t.isRunning(server)) t.restart(server);
  t.connect(server);
}

function crashIfRunning(t: Tester, server: number): void {
  if (t.isRunning(server)) t.crash(server);
}

/** Every command up to the index; each must have been applied by all servers. */
async function readLog(t: Tester, lastIndex: number): Promise<ReadonlySet<Command>> {
  const log = new Set<Command>();
  for (let index = 1; index <= lastIndex; index++) {
    const command = await t.wait(index, { servers: t.n });
    t.expect(
      typeof command === 'number',
      'agreement',
      () => `expected a number at index ${index}, got ${String(command)}`,
    );
    log.add(command);
  }
  return log;
}
