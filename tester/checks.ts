import { encode } from '../labgob/index.ts';
import type { Command } from '../raft/index.ts';
import { showTime, showValue } from '../sim/trace/show.ts';
import type { World } from '../sim/world.ts';
import { keyOf } from './cluster/applied.ts';
import type { Cluster } from './cluster/cluster.ts';

/** Thrown to leave a scenario whose run has ended; the world holds the reason. */
export class RunEnded extends Error {
  override readonly name = 'RunEnded';
}

const leaderRounds = 10;
const leaderWaitMs = { min: 450, spread: 100 };
const agreementMs = { total: 10_000, perStart: 2_000, poll: 20, noLeader: 50 };
const waitRounds = 30;
const waitMs = { first: 10, longest: 1_000 };

export interface OneOptions {
  /** How many servers must apply the command. */
  readonly servers: number;
  /** Whether to submit it again when a leader lost it. */
  readonly retry: boolean;
}

export interface WaitOptions {
  readonly servers: number;
  /** Give up quietly once some server is in a later term than this. */
  readonly startTerm?: number;
}

/** The course's checks on a cluster, with its numbers of rounds and times. */
export class Checks {
  readonly #world: World;
  readonly #cluster: Cluster;
  readonly #random: () => number;

  constructor(world: World, cluster: Cluster) {
    this.#world = world;
    this.#cluster = cluster;
    const random = world.random('checks');
    this.#random = () => random.next();
  }

  /** Ends the run as failed. */
  fail(property: string, message: string, servers: readonly number[] = []): never {
    this.#world.fail({ property, message, servers });
    throw new RunEnded(message);
  }

  /**
   * The one connected server that is leader, of the highest term if several claim to be. Waits for
   * one up to about 5 s; fails on two in one term.
   */
  async checkOneLeader(): Promise<number> {
    this.#begin('expect exactly one leader');
    for (let round = 0; round < leaderRounds; round++) {
      await this.#world.sleep(leaderWaitMs.min + this.#random() * leaderWaitMs.spread);
      const leader = this.#leaderOfHighestTerm();
      if (leader === undefined) continue;
      this.#end('expect exactly one leader', `S${leader} is the leader`);
      return leader;
    }
    return this.fail(
      'one-leader',
      `expected one leader, got none: ${leaderRounds} times in a row (about every 500 ms) ` +
        `no connected server said it is leader`,
      this.#cluster.connected,
    );
  }

  /** The term all connected servers are in; fails when they differ. */
  checkTerms(): number {
    const servers = this.#cluster.connected;
    const terms = servers.map((i) => this.#cluster.GetState(i)?.term ?? 0);
    const first = terms[0] ?? 0;
    const odd = terms.findIndex((term) => term !== first);
    if (odd !== -1) {
      this.fail(
        'terms-agree',
        `expected all connected servers in one term, got term ${first} on server ` +
          `${String(servers[0])} and term ${String(terms[odd])} on server ${String(servers[odd])}`,
        servers,
      );
    }
    this.#end('expect all servers in one term', `term ${first}`);
    return first;
  }

  /** Fails when a connected server says it is leader. */
  checkNoLeader(): void {
    for (const i of this.#cluster.connected) {
      const state = this.#cluster.GetState(i);
      if (state?.isLeader !== true) continue;
      this.fail(
        'no-leader',
        `expected no leader among the connected servers, as they are no majority, but server ` +
          `${i} says it is leader of term ${state.term}`,
        [i],
      );
    }
    this.#end('expect no leader', 'none');
  }

  /** How many servers have applied that index, and the command there. */
  nCommitted(index: number): { count: number; command: Command } {
    const { applied } = this.#cluster;
    return { count: applied.countAt(index), command: applied.commandAt(index)?.value };
  }

  /** Fails when any server has applied that index. */
  checkNoAgreement(index: number): void {
    const { count, command } = this.nCommitted(index);
    if (count > 0) {
      this.fail(
        'no-agreement',
        `expected nothing committed at index ${index}, but ${servers(count)} applied ` +
          `${showValue(command)} there`,
      );
    }
    this.#end(`expect nothing committed at index ${index}`, 'nothing');
  }

  /**
   * Submits a command until it is applied on enough servers, for up to 10 s; gives its index.
   */
  async one(command: Command, options: OneOptions): Promise<number> {
    const what = `agree on ${showValue(command)} by ${servers(options.servers)}`;
    this.#begin(what);
    let lastTried = 0;
    const key = keyOf(encode(command));
    const beganMs = this.#world.nowMs;
    let attempt = 'no connected server said it is leader';
    while (this.#world.nowMs - beganMs < agreementMs.total) {
      const accepted = this.#submit(command, lastTried);
      if (accepted === undefined) {
        await this.#world.sleep(agreementMs.noLeader);
        continue;
      }
      const { index, server } = accepted;
      lastTried = server;
      if (await this.#applied(index, key, options.servers)) {
        this.#end(what, `index ${index}`);
        return index;
      }
      attempt = this.#attempt(server, index, options.servers);
      if (!options.retry) break;
    }
    return this.fail(
      'agreement',
      `failed to reach agreement on ${showValue(command)} within ` +
        `${showTime(this.#world.nowMs - beganMs)}: ${attempt}`,
      this.#cluster.connected,
    );
  }

  /**
   * Waits until enough servers have applied an index and gives the command there; undefined when a
   * server has moved past `startTerm`.
   */
  async wait(index: number, options: WaitOptions): Promise<Command> {
    const { startTerm } = options;
    let delayMs = waitMs.first;
    for (let round = 0; round < waitRounds; round++) {
      if (this.nCommitted(index).count >= options.servers) break;
      await this.#world.sleep(delayMs);
      delayMs = Math.min(delayMs * 2, waitMs.longest);
      if (startTerm !== undefined && this.#someTermAbove(startTerm)) return undefined;
    }
    const { count, command } = this.nCommitted(index);
    if (count >= options.servers) return command;
    return this.fail(
      'agreement',
      `expected index ${index} to be applied by ${servers(options.servers)}, ` +
        `got ${count} after waiting for about 25 s`,
    );
  }

  #leaderOfHighestTerm(): number | undefined {
    const leaders = new Map<number, number>();
    for (const i of this.#cluster.connected) {
      const state = this.#cluster.GetState(i);
      if (state?.isLeader !== true) continue;
      const other = leaders.get(state.term);
      if (other !== undefined) {
        this.fail(
          'one-leader-per-term',
          `expected at most one leader in term ${state.term} (§5.2), but servers ` +
            `${other} and ${i} both say they are`,
          [other, i],
        );
      }
      leaders.set(state.term, i);
    }
    const highest = Math.max(...leaders.keys());
    return leaders.get(highest);
  }

  /** Goes round the connected servers, from the one after the last, until one accepts. */
  #submit(command: Command, last: number): { index: number; server: number } | undefined {
    for (let step = 1; step <= this.#cluster.size; step++) {
      const server = (last + step) % this.#cluster.size;
      if (!this.#cluster.isConnected(server)) continue;
      const answer = this.#cluster.Start(server, command);
      if (answer?.isLeader === true) return { index: answer.index, server };
    }
    return undefined;
  }

  /** Whether that very command is applied at the index by enough servers, within 2 s. */
  async #applied(index: number, key: string, enough: number): Promise<boolean> {
    const { applied } = this.#cluster;
    const beganMs = this.#world.nowMs;
    while (this.#world.nowMs - beganMs < agreementMs.perStart) {
      if (applied.countAt(index) >= enough && applied.commandAt(index)?.key === key) return true;
      await this.#world.sleep(agreementMs.poll);
    }
    return false;
  }

  #attempt(server: number, index: number, enough: number): string {
    const { count, command } = this.nCommitted(index);
    const other = count > 0 ? ` (they applied ${showValue(command)})` : '';
    return (
      `server ${server} accepted it at index ${index}, but 2 s later ` +
      `${count} of the ${enough} servers needed had applied that index${other}`
    );
  }

  #someTermAbove(term: number): boolean {
    for (let i = 0; i < this.#cluster.size; i++) {
      if ((this.#cluster.GetState(i)?.term ?? 0) > term) return true;
    }
    return false;
  }

  #begin(check: string): void {
    this.#world.trace.emit({ kind: 'check.begin', check });
  }

  #end(check: string, result: string): void {
    this.#world.trace.emit({ kind: 'check.end', check, result });
  }
}

function servers(count: number): string {
  return count === 1 ? '1 server' : `${count} servers`;
}
