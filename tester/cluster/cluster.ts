import { encode } from '../../labgob/index.ts';
import type { End, Network } from '../../labrpc/network.ts';
import { Network as LabrpcNetwork } from '../../labrpc/network.ts';
import type { Command, RaftState, StartResult } from '../../raft/index.ts';
import { Clock } from '../../sim/clock.ts';
import type { Random } from '../../sim/random.ts';
import type { World } from '../../sim/world.ts';
import type { RaftRealm } from '../realm.ts';
import { AppliedLogs } from './applied.ts';
import { Persister } from './persister.ts';
import { RaftServer, type Moment } from './raft-server.ts';
import { Service } from './service.ts';
import type { Snapshots } from './service.ts';

export interface ClusterOptions {
  readonly world: World;
  /** Where a server lives, in all its lives. */
  readonly realmOf: (server: number) => RaftRealm;
  readonly servers: number;
  readonly snapshots: Snapshots;
}

/** What there is of one server, whether it runs or not. */
interface Slot {
  running: RaftServer | undefined;
  /** A process that was killed and runs on for a while, cut off from everything. */
  lingering: RaftServer | undefined;
  /** The machine's, so it goes on as it is when the server restarts. */
  readonly clock: Clock;
  connected: boolean;
  persister: Persister;
  incarnation: number;
  /** The ends of the present life, one to each server. */
  ends: readonly End[];
}

/**
 * A group of Raft servers on one network, and the course's operations on it: crash, start, connect,
 * disconnect. Every start makes fresh ends, so that old calls cannot reach a new life.
 */
export class Cluster {
  readonly network: Network;
  readonly applied: AppliedLogs;
  readonly #options: ClusterOptions;
  readonly #slots: readonly Slot[];
  readonly #serviceRandom: Random;
  readonly #momentListeners: ((moment: Moment) => void)[] = [];

  constructor(options: ClusterOptions) {
    const { world, servers } = options;
    this.#options = options;
    this.network = new LabrpcNetwork(world);
    this.network.setLongDelays('on');
    this.applied = new AppliedLogs(servers, () => world.nowMs);
    this.#serviceRandom = world.random('service');
    this.#slots = Array.from({ length: servers }, () => ({
      running: undefined,
      lingering: undefined,
      clock: new Clock(),
      connected: false,
      persister: new Persister(),
      incarnation: 0,
      ends: [],
    }));
  }

  get size(): number {
    return this.#slots.length;
  }

  isRunning(i: number): boolean {
    return this.#slot(i).running !== undefined;
  }

  isConnected(i: number): boolean {
    return this.#slot(i).connected;
  }

  /** Starts a server from what it has persisted, disconnected; one that runs is crashed before. */
  start(i: number): void {
    this.crash(i);
    this.#endLingering(i);
    const { world, servers } = this.#options;
    const slot = this.#slot(i);
    slot.incarnation++;
    slot.ends = Array.from({ length: servers }, (_, to) => this.network.makeEnd(i, to));
    const error = this.applied.restart(i, slot.persister.snapshot);
    if (error !== undefined) world.fail(error);
    const server = this.#boot(i);
    this.network.addServer(i, server.rpc);
    // A fault may have struck while it started.
    if (slot.running !== server) this.network.deleteServer(i);
  }

  #boot(i: number): RaftServer {
    const { world, realmOf, snapshots } = this.#options;
    const slot = this.#slot(i);
    return new RaftServer({
      world,
      network: this.network,
      realm: realmOf(i),
      me: i,
      incarnation: slot.incarnation,
      ends: slot.ends,
      persister: slot.persister,
      makeService: (raft) =>
        new Service({
          world,
          applied: this.applied,
          raft,
          server: i,
          snapshots,
          random: this.#serviceRandom,
        }),
      clock: slot.clock,
      onBoot: (server) => {
        slot.running = server;
      },
      onMoment: (moment) => {
        for (const listener of this.#momentListeners) listener(moment);
      },
    });
  }

  /** Stops a server at once, after a call of its Kill; only what it has persisted remains. */
  crash(i: number): void {
    const running = this.#unplug(i);
    if (running === undefined) return;
    running.kill();
    this.#options.world.trace.emit({ kind: 'crash', server: i });
  }

  /** Stops a server as a loss of power does: in the middle of its code, which never hears of it. */
  powerOff(i: number): void {
    const running = this.#unplug(i);
    if (running === undefined) return;
    running.powerOff(() => {
      this.#options.world.trace.emit({ kind: 'crash', server: i });
    });
  }

  /**
   * Cuts a server off from everything and calls its Kill, but leaves the process running for a while,
   * or until the server is started again. What it still does shows in the trace and has no effect.
   */
  kill(i: number, lingerMs: number): void {
    const { world } = this.#options;
    const slot = this.#slot(i);
    const running = this.#unplug(i);
    if (running === undefined) return;
    slot.lingering = running;
    running.killAndLinger();
    world.scheduler.schedule(world.scheduler.owner('actor'), lingerMs, () => {
      if (slot.lingering === running) this.#endLingering(i);
    });
  }

  /** Calls the listener at each moment inside of a server; it may stop servers there and then. */
  onMoment(listener: (moment: Moment) => void): void {
    this.#momentListeners.push(listener);
  }

  /** From now on a server's clock advances by `rate` milliseconds in a simulated millisecond. */
  drift(i: number, rate: number): void {
    this.#slot(i).clock.drift(rate, this.#options.world.nowMs);
  }

  /** Connects a server with every connected one, in both directions. */
  connect(i: number): void {
    const slot = this.#slot(i);
    if (!slot.connected) this.#options.world.trace.emit({ kind: 'connect', server: i });
    slot.connected = true;
    this.#rewire(i);
  }

  /** Cuts a server off from all others, in both directions. It goes on running. */
  disconnect(i: number): void {
    const slot = this.#slot(i);
    if (slot.connected) this.#options.world.trace.emit({ kind: 'disconnect', server: i });
    slot.connected = false;
    this.#rewire(i);
  }

  /** Connects all servers with each other. */
  connectAll(): void {
    for (let i = 0; i < this.size; i++) this.connect(i);
  }

  /** The servers that are up and connected, in order. */
  get connected(): readonly number[] {
    return this.#slots.flatMap((slot, i) => (slot.connected && slot.running ? [i] : []));
  }

  /** The answer of the server's Start; undefined when it is down. */
  Start(i: number, command: Command): StartResult | undefined {
    return this.#slot(i).running?.start(encode(command));
  }

  /** The answer of the server's GetState; undefined when it is down. */
  GetState(i: number): RaftState | undefined {
    return this.#slot(i).running?.getState();
  }

  /** The state last seen of a server, without asking it again; undefined when it is down. */
  lastState(i: number): RaftState | undefined {
    return this.#slot(i).running?.state;
  }

  /** The largest persisted Raft state of any server, in bytes. */
  logSize(): number {
    return Math.max(...this.#slots.map((slot) => slot.persister.raftState.length));
  }

  /** The largest persisted snapshot of any server, in bytes. */
  snapshotSize(): number {
    return Math.max(...this.#slots.map((slot) => slot.persister.snapshot.length));
  }

  /** What a server waits for, in words; empty when it is down. */
  waiting(i: number): readonly string[] {
    return this.#slot(i).running?.waiting() ?? [];
  }

  /** Notes what every running server tells of itself, when the run is recorded. */
  inspect(): void {
    for (let i = 0; i < this.size; i++) this.#slot(i).running?.inspect();
  }

  /** Ends every server's process: the run is over. */
  cleanup(): void {
    for (const { running, lingering } of this.#slots) {
      running?.end();
      lingering?.end();
    }
  }

  /** Takes a server off the network and out of its place; gives the life that it had. */
  #unplug(i: number): RaftServer | undefined {
    const slot = this.#slot(i);
    this.disconnect(i);
    this.network.deleteServer(i);
    // The successor gets a copy, so that nothing the old life still writes can reach it.
    slot.persister = slot.persister.copy();
    const { running } = slot;
    slot.running = undefined;
    return running;
  }

  #endLingering(i: number): void {
    const slot = this.#slot(i);
    if (slot.lingering === undefined) return;
    slot.lingering.end();
    slot.lingering = undefined;
    this.#options.world.trace.emit({ kind: 'crash', server: i });
  }

  #rewire(i: number): void {
    this.#slots.forEach((other, j) => {
      const enabled = this.#slot(i).connected && other.connected;
      const out = this.#slot(i).ends[j];
      const back = other.ends[i];
      if (out !== undefined) out.enabled = enabled;
      if (back !== undefined) back.enabled = enabled;
    });
  }

  #slot(i: number): Slot {
    const slot = this.#slots[i];
    if (slot === undefined) {
      throw new RangeError(`no server ${i}: there are 0 to ${this.size - 1}`);
    }
    return slot;
  }
}
