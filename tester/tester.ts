import type { Command, RaftState, StartResult } from '../raft/index.ts';
import type { Random } from '../sim/random.ts';
import type { TraceListener } from '../sim/trace/trace.ts';
import type { World } from '../sim/world.ts';
import { Checks, type OneOptions, type WaitOptions } from './checks.ts';
import type { Cluster } from './cluster/cluster.ts';
import { Faults } from './faults/index.ts';

/**
 * What a scenario drives: the course's config with its operations and checks, under the same names in
 * this language's spelling. A check that does not hold ends the run; a scenario never handles that.
 * All times are simulated milliseconds.
 */
export class Tester {
  readonly #world: World;
  readonly #cluster: Cluster;
  readonly #checks: Checks;
  readonly #warnings: string[] = [];
  /** The scenario's own stream of random numbers. */
  readonly random: Random;
  /** Faults beyond the course's: of single links and clocks, and at moments of the protocol. */
  readonly faults: Faults;

  constructor(world: World, cluster: Cluster) {
    this.#world = world;
    this.#cluster = cluster;
    this.#checks = new Checks(world, cluster);
    this.random = world.random('scenario');
    this.faults = new Faults(world, cluster);
  }

  /** How many servers there are. */
  get n(): number {
    return this.#cluster.size;
  }

  get nowMs(): number {
    return this.#world.nowMs;
  }

  sleep(ms: number): Promise<void> {
    return this.#world.sleep(ms);
  }

  /** Sees every event of the run as it happens. */
  listen(listener: TraceListener): void {
    this.#world.trace.listen(listener);
  }

  /** Connects a server with every connected one, in both directions. */
  connect(i: number): void {
    this.#cluster.connect(i);
  }

  connectAll(): void {
    this.#cluster.connectAll();
  }

  /** Cuts a server off from all others, in both directions. It goes on running. */
  disconnect(i: number): void {
    this.#cluster.disconnect(i);
  }

  isConnected(i: number): boolean {
    return this.#cluster.isConnected(i);
  }

  /** Stops a server at once; only what it has persisted remains. */
  crash(i: number): void {
    this.#cluster.crash(i);
  }

  crashAll(): void {
    for (let i = 0; i < this.n; i++) this.crash(i);
  }

  /** Starts a server from what it has persisted. It is not connected yet. */
  start(i: number): void {
    this.#cluster.start(i);
  }

  /** Starts all servers and connects them. */
  startAll(): void {
    for (let i = 0; i < this.n; i++) this.start(i);
    this.connectAll();
  }

  /** Starts a server (crashing it first if it runs), then connects *all* servers, as in the course. */
  restart(i: number): void {
    this.start(i);
    this.connectAll();
  }

  isRunning(i: number): boolean {
    return this.#cluster.isRunning(i);
  }

  setReliable(): void {
    this.#cluster.network.setReliable('reliable');
  }

  setUnreliable(): void {
    this.#cluster.network.setReliable('unreliable');
  }

  /** Holds two thirds of all replies for 200 to 2 200 ms. */
  setLongReordering(on: 'on' | 'off'): void {
    this.#cluster.network.setLongReordering(on);
  }

  /** The largest persisted Raft state of any server, in bytes. */
  logSize(): number {
    return this.#cluster.logSize();
  }

  /** The largest persisted snapshot of any server, in bytes. */
  snapshotSize(): number {
    return this.#cluster.snapshotSize();
  }

  /** RPCs that reached a server since it last started. */
  rpcCount(i: number): number {
    return this.#cluster.network.count(i);
  }

  /** RPCs sent by all servers since the run began. */
  rpcTotal(): number {
    return this.#cluster.network.totalCount;
  }

  /** Bytes of all RPC arguments sent and replies delivered since the run began. */
  bytesTotal(): number {
    return this.#cluster.network.totalBytes;
  }

  /** Calls Start on a server; undefined when it is down. */
  Start(i: number, command: Command): StartResult | undefined {
    return this.#cluster.Start(i, command);
  }

  /** Calls GetState on a server; undefined when it is down. */
  GetState(i: number): RaftState | undefined {
    return this.#cluster.GetState(i);
  }

  /** Waits up to about 5 s for a leader among the connected servers; fails on two in one term. */
  checkOneLeader(): Promise<number> {
    return this.#checks.checkOneLeader();
  }

  /** The term of all connected servers; fails when they differ. */
  checkTerms(): number {
    return this.#checks.checkTerms();
  }

  /** Fails when a connected server says it is leader. */
  checkNoLeader(): void {
    this.#checks.checkNoLeader();
  }

  /** How many servers have applied that index, and the command there. */
  nCommitted(index: number): { count: number; command: Command } {
    return this.#checks.nCommitted(index);
  }

  /** Fails when any server has applied that index. */
  checkNoAgreement(index: number): void {
    this.#checks.checkNoAgreement(index);
  }

  /** Submits a command until enough servers have applied it, for up to 10 s; gives its index. */
  one(command: Command, options: OneOptions): Promise<number> {
    return this.#checks.one(command, options);
  }

  /** Waits until enough servers have applied an index; undefined when a term passed `startTerm`. */
  wait(index: number, options: WaitOptions): Promise<Command> {
    return this.#checks.wait(index, options);
  }

  /** Fails with the message unless the condition holds. */
  expect(condition: boolean, property: string, message: () => string): asserts condition {
    if (!condition) this.fail(property, message());
  }

  /** Ends the run as failed. */
  fail(property: string, message: string): never {
    return this.#checks.fail(property, message);
  }

  /** Notes something odd that the course does not count as a failure. */
  warn(message: string): void {
    this.#warnings.push(message);
  }

  get warnings(): readonly string[] {
    return this.#warnings;
  }
}
