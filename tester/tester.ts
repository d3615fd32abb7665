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
 *
 * Most methods only forward to `Checks`, the `Cluster` or its `Network`, and are documented there.
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

  connect(i: number): void {
    this.#cluster.connect(i);
  }

  connectAll(): void {
    this.#cluster.connectAll();
  }

  disconnect(i: number): void {
    this.#cluster.disconnect(i);
  }

  isConnected(i: number): boolean {
    return this.#cluster.isConnected(i);
  }

  crash(i: number): void {
    this.#cluster.crash(i);
  }

  crashAll(): void {
    for (let i = 0; i < this.n; i++) this.crash(i);
  }

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

  setLongReordering(on: 'on' | 'off'): void {
    this.#cluster.network.setLongReordering(on);
  }

  logSize(): number {
    return this.#cluster.logSize();
  }

  snapshotSize(): number {
    return this.#cluster.snapshotSize();
  }

  rpcCount(i: number): number {
    return this.#cluster.network.count(i);
  }

  rpcTotal(): number {
    return this.#cluster.network.totalCount;
  }

  bytesTotal(): number {
    return this.#cluster.network.totalBytes;
  }

  Start(i: number, command: Command): StartResult | undefined {
    return this.#cluster.Start(i, command);
  }

  GetState(i: number): RaftState | undefined {
    return this.#cluster.GetState(i);
  }

  checkOneLeader(): Promise<number> {
    return this.#checks.checkOneLeader();
  }

  checkTerms(): number {
    return this.#checks.checkTerms();
  }

  checkNoLeader(): void {
    this.#checks.checkNoLeader();
  }

  nCommitted(index: number): { count: number; command: Command } {
    return this.#checks.nCommitted(index);
  }

  checkNoAgreement(index: number): void {
    this.#checks.checkNoAgreement(index);
  }

  one(command: Command, options: OneOptions): Promise<number> {
    return this.#checks.one(command, options);
  }

  wait(index: number, options: WaitOptions): Promise<Command> {
    return this.#checks.wait(index, options);
  }

  /** Fails with the message unless the condition holds. */
  expect(condition: boolean, property: string, message: () => string): asserts condition {
    if (!condition) this.fail(property, message());
  }

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
