import { describe } from '../sim/trace/describe.ts';
import type { TraceListener } from '../sim/trace/trace.ts';
import { World, type Monitor } from '../sim/world.ts';
import { RunEnded } from './checks.ts';
import { Cluster } from './cluster/cluster.ts';
import { rulesFor } from './oracles/rules.ts';
import { watchWorld } from './oracles/watch.ts';
import { homeOf, type Peers } from './cluster/peers.ts';
import type { RaftRealm } from './realm.ts';
import type { RunFailure, RunResult, ServerReport } from './result.ts';
import type { Scenario } from './scenario.ts';
import { Tester } from './tester.ts';

/** No course test may take longer, in simulated milliseconds. */
const timeLimitMs = 120_000;

/** How many events an error shows. */
const lastEvents = 12;

export interface RunOptions {
  /** A whole number from 0 on; it decides everything that happens. */
  readonly seed: number;
  /** Whether to keep the whole trace. It never changes the run. */
  readonly recording: 'on' | 'off';
  /** How to name the implementation in the result. */
  readonly implementation: string;
  /** Whether the oracles watch the run; on unless told otherwise. A violation ends the run. */
  readonly oracles?: 'on' | 'off';
  readonly monitor?: Monitor;
  /** Sees every event as it happens. It must change nothing. */
  readonly listener?: TraceListener;
  /** What runs on all servers but one, which the seed decides; all run the same when absent. */
  readonly peers?: Peers;
}

/**
 * Runs one scenario on one implementation with one seed, from an empty world to a verdict. The same
 * three always give the same result, but for the real time it took.
 *
 * An implementation that never gives control back hangs this function; whoever does not trust it runs
 * it in a process that can be ended.
 *
 * @throws whatever a defect in a scenario or in the tester throws; never for what the implementation does
 */
export async function run(
  scenario: Scenario,
  program: RaftRealm,
  options: RunOptions,
): Promise<RunResult> {
  const beganMs = performance.now();
  const { listener, monitor, peers } = options;
  const world = new World({
    seed: options.seed,
    recording: options.recording,
    ...(monitor === undefined ? {} : { monitor }),
  });
  const { servers, snapshots } = scenario;
  const rules = options.oracles === 'off' ? [] : rulesFor(scenario.schedule?.part ?? scenario.part);
  const oracles = watchWorld(world, servers, rules);
  if (listener !== undefined) world.trace.listen(listener);
  let printed = 0;
  world.trace.listen(({ kind }) => {
    if (kind === 'console') printed++;
  });
  const home = homeOf(scenario, options.seed);
  const realmOf = (server: number): RaftRealm =>
    peers === undefined || server === home ? program : peers.program;
  const cluster = new Cluster({ world, realmOf, servers, snapshots });
  const tester = new Tester(world, cluster);
  const failure = await world.run(() => play(scenario, world, cluster, tester));
  const simulatedMs = world.nowMs;
  const report = failure === undefined ? [] : reportServers(cluster);
  const { trace } = world;
  // The event that ended the run was cut short before anybody looked at the servers.
  cluster.inspect();
  const described = failure === undefined ? [] : trace.tail.slice(-lastEvents).map(describe);
  cluster.cleanup();
  const { findings } = oracles;
  return {
    test: scenario.name,
    title: scenario.title,
    part: scenario.part,
    network: scenario.network,
    implementation: options.implementation,
    seed: options.seed,
    ...(peers === undefined ? {} : { peers: { implementation: peers.implementation, home } }),
    verdict: failure === undefined ? 'pass' : 'fail',
    ...(failure === undefined
      ? {}
      : { failure: { ...failure, report, lastEvents: described } satisfies RunFailure }),
    warnings: tester.warnings,
    oracleNotes: findings.notes,
    unchecked: findings.unchecked,
    statistics: {
      simulatedMs,
      realMs: performance.now() - beganMs,
      servers,
      rpcs: cluster.network.totalCount,
      bytes: cluster.network.totalBytes,
      commands: cluster.applied.highest,
      printed,
      events: trace.length,
    },
    traceHash: trace.close(),
    ...(trace.events === undefined ? {} : { trace: trace.events, notes: trace.notes }),
  };
}

async function play(
  scenario: Scenario,
  world: World,
  cluster: Cluster,
  tester: Tester,
): Promise<void> {
  world.scheduler.schedule(world.scheduler.owner('observer'), timeLimitMs, () => {
    world.fail({
      property: 'time-limit',
      message: `the test has not ended after ${timeLimitMs / 1000} s of simulated time`,
    });
  });
  cluster.network.setReliable(scenario.network);
  tester.startAll();
  try {
    await scenario.body(tester);
  } catch (error) {
    if (!(error instanceof RunEnded)) throw error;
  }
}

/** What each server was at the end, as far as it can be told without running it again. */
function reportServers(cluster: Cluster): ServerReport[] {
  return Array.from({ length: cluster.size }, (_, server) => ({
    server,
    up: cluster.isRunning(server),
    connected: cluster.isConnected(server),
    term: cluster.lastState(server)?.term ?? 0,
    isLeader: cluster.lastState(server)?.isLeader ?? false,
    applied: cluster.applied.lastApplied(server),
    waiting: cluster.waiting(server),
  }));
}
