import type { Scenario } from '../../tester/scenario.ts';
import type { Tester } from '../../tester/tester.ts';
import { randomCommand, startMany } from '../commands.ts';
import { snapshotInterval } from './interval.ts';

const rounds = 30;
const logLimitBytes = 2000;

/** What happens to one server in every round while the others go on. */
type Fault = 'none' | 'disconnect' | 'crash';

const common = { part: '3D', servers: 3, snapshots: true } as const;

/** Snapshots keep the persisted log short while everyone keeps up (§7). */
export const snapshotBasic: Scenario = {
  ...common,
  name: 'TestSnapshotBasic3D',
  title: 'snapshots basic',
  points: 4,
  network: 'reliable',
  body: (t) => playRounds(t, 'none'),
};

/** A server that was away needs entries the leader has dropped: it is sent a snapshot (§7). */
export const snapshotInstall: Scenario = {
  ...common,
  name: 'TestSnapshotInstall3D',
  title: 'install snapshots (disconnect)',
  points: 4,
  network: 'reliable',
  body: (t) => playRounds(t, 'disconnect'),
};

/** The same when snapshots and their replies may get lost. */
export const snapshotInstallUnreliable: Scenario = {
  ...common,
  name: 'TestSnapshotInstallUnreliable3D',
  title: 'install snapshots (disconnect+unreliable)',
  points: 3,
  network: 'unreliable',
  body: (t) => playRounds(t, 'disconnect'),
};

/** The server that was away has also forgotten everything it had not saved. */
export const snapshotInstallCrash: Scenario = {
  ...common,
  name: 'TestSnapshotInstallCrash3D',
  title: 'install snapshots (crash)',
  points: 4,
  network: 'reliable',
  body: (t) => playRounds(t, 'crash'),
};

/** Crashes and a lossy network together. */
export const snapshotInstallUnreliableCrash: Scenario = {
  ...common,
  name: 'TestSnapshotInstallUnCrash3D',
  title: 'install snapshots (unreliable+crash)',
  points: 3,
  network: 'unreliable',
  body: (t) => playRounds(t, 'crash'),
};

async function playRounds(t: Tester, fault: Fault): Promise<void> {
  await agree(t, t.n);
  let leader = await t.checkOneLeader();

  for (let round = 0; round < rounds; round++) {
    // Every third round it is the leader who goes, while a follower is given the commands.
    const follower = (leader + 1) % t.n;
    const [victim, sender] = round % 3 === 1 ? [leader, follower] : [follower, leader];

    if (fault !== 'none') {
      takeAway(t, victim, fault);
      await agree(t, t.n - 1);
    }

    // Perhaps enough for a snapshot, perhaps not.
    startMany(t, sender, snapshotInterval / 2 + t.random.int(snapshotInterval));
    await agree(t, fault === 'none' ? t.n : t.n - 1);
    checkLogSize(t);

    if (fault !== 'none') {
      bringBack(t, victim, fault);
      await agree(t, t.n);
      leader = await t.checkOneLeader();
    }
  }
}

async function agree(t: Tester, servers: number): Promise<void> {
  await t.one(randomCommand(t), { servers, retry: true });
}

function takeAway(t: Tester, victim: number, fault: Fault): void {
  if (fault === 'crash') t.crash(victim);
  else t.disconnect(victim);
}

function bringBack(t: Tester, victim: number, fault: Fault): void {
  if (fault === 'crash') t.restart(victim);
  else t.connect(victim);
}

function checkLogSize(t: Tester): void {
  const sizeBytes = t.logSize();
  t.expect(
    sizeBytes < logLimitBytes,
    'log-size',
    () =>
      `expected less than ${logLimitBytes} bytes of persisted Raft state on every server, ` +
      `got ${sizeBytes} on one: Snapshot(index) should drop the log up to the index`,
  );
}
