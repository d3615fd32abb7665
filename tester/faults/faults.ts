import type { World } from '../../sim/world.ts';
import type { Cluster } from '../cluster/cluster.ts';
import { describeFault } from './describe.ts';
import { everywhere, type Fault, type Side, type Ways, type Who } from './fault.ts';
import type { AimedFault } from './trigger.ts';
import { watchFor, type Sight, type Watch } from './watch.ts';

/** A fault that waits for its moment. */
export interface Aim {
  /** The server whose act set it off; undefined until then. */
  readonly subject: number | undefined;
  /** Resolves with the subject when the faults have struck; never when their moment never comes. */
  readonly struck: Promise<number>;
}

interface OpenAim extends Aim {
  subject: number | undefined;
  readonly watch: Watch;
  readonly faults: readonly Fault[];
  readonly resolve: (subject: number) => void;
}

/** Does faults to a cluster: at once, after a time, or at a moment of the protocol. */
export class Faults {
  readonly #world: World;
  readonly #cluster: Cluster;
  #aims: OpenAim[] = [];
  #isWatching = false;
  /** How often all has ended; what was injected before that strikes no more. */
  #ended = 0;
  /** Servers whose clocks have been wrong. */
  readonly #drifting = new Set<number>();

  constructor(world: World, cluster: Cluster) {
    this.#world = world;
    this.#cluster = cluster;
  }

  /** Strikes. A fault that makes no sense now (a crash of a server that is down) does nothing. */
  inject(fault: Fault, subject?: number): void {
    const certain = this.#resolve(fault, subject);
    if (certain === undefined) return;
    // A process cannot be started or asked for something in the middle of somebody's code.
    const isInvasive = certain.verb === 'restart' || certain.verb === 'kill';
    if (certain.afterMs === undefined && !isInvasive) {
      this.#strike(certain);
      return;
    }
    const { scheduler } = this.#world;
    const ended = this.#ended;
    scheduler.schedule(scheduler.owner('actor'), certain.afterMs ?? 0, () => {
      if (ended === this.#ended) this.#strike(certain);
    });
  }

  /** Lets faults strike when a moment of the protocol comes, in the middle of whatever happens then. */
  aim({ when, then }: AimedFault): Aim {
    this.#watch();
    let resolve: (subject: number) => void = () => undefined;
    const struck = new Promise<number>((settle) => {
      resolve = settle;
    });
    const aim = { subject: undefined, struck, resolve, faults: then, watch: watchFor(when) };
    this.#aims.push(aim);
    return aim;
  }

  /**
   * Ends all trouble of links and clocks, forgets the aims and what was to strike later, and starts
   * every server that is down.
   */
  endAll(): void {
    this.#aims = [];
    this.#ended++;
    this.inject({ verb: 'heal', links: everywhere });
    for (const server of this.#drifting) this.inject({ verb: 'drift', server, rate: 1 });
    for (let server = 0; server < this.#cluster.size; server++) {
      this.inject({ verb: 'restart', server });
    }
  }

  #watch(): void {
    if (this.#isWatching) return;
    this.#isWatching = true;
    this.#cluster.onMoment((moment) => {
      this.#see(moment);
    });
    this.#world.trace.react((event) => {
      this.#see({ kind: 'event', event });
    });
  }

  #see(sight: Sight): void {
    for (const aim of [...this.#aims]) {
      const subject = aim.watch(sight);
      if (subject === undefined) continue;
      this.#aims = this.#aims.filter((other) => other !== aim);
      aim.subject = subject;
      for (const fault of aim.faults) this.inject(fault, subject);
      aim.resolve(subject);
    }
  }

  #strike(fault: Fault): void {
    const cluster = this.#cluster;
    if ('links' in fault) {
      this.#tell(fault);
      for (const [from, to] of this.#pairs(fault.links)) this.#trouble(fault, from, to);
      return;
    }
    const { server } = fault;
    if (typeof server !== 'number' || server >= cluster.size) return;
    const isDown = !cluster.isRunning(server);
    if (fault.verb === 'drift') {
      this.#tell(fault);
      this.#drifting.add(server);
      cluster.drift(server, fault.rate);
    } else if (fault.verb === 'restart') {
      if (!isDown) return;
      this.#tell(fault);
      cluster.start(server);
      cluster.connect(server);
    } else if (!isDown) {
      this.#tell(fault);
      if (fault.verb === 'crash') cluster.powerOff(server);
      else cluster.kill(server, fault.lingerMs);
    }
  }

  #trouble(fault: Extract<Fault, { links: readonly Ways[] }>, from: number, to: number): void {
    const { links } = this.#cluster.network;
    switch (fault.verb) {
      case 'cut':
        links.cut(from, to);
        break;
      case 'hold':
        links.hold(from, to);
        break;
      case 'release':
        links.release(from, to);
        break;
      case 'heal':
        links.heal(from, to);
        break;
      case 'delay':
        links.delay(from, to, fault.upToMs);
        break;
      case 'lose':
        links.lose(from, to, fault.probability);
        break;
      case 'duplicate':
        links.duplicate(from, to, fault.probability);
        break;
    }
  }

  #tell(fault: Fault): void {
    this.#world.trace.emit({ kind: 'fault', fault: describeFault(fault) });
  }

  /** The fault with numbers for its servers; undefined when it means nobody. */
  #resolve(fault: Fault, subject: number | undefined): Fault | undefined {
    const certain = (who: Who): number | undefined => {
      if (who === 'leader') return this.#leader();
      return who === 'subject' ? subject : who;
    };
    if ('server' in fault) {
      const server = certain(fault.server);
      return server === undefined ? undefined : { ...fault, server };
    }
    const side = (servers: Side): Side =>
      servers === 'others' ? servers : servers.flatMap((who) => certain(who) ?? []);
    const links = fault.links
      .map(({ from, to }) => ({ from: side(from), to: side(to) }))
      .filter(({ from, to }) => from.length > 0 && to.length > 0);
    return links.length === 0 ? undefined : { ...fault, links };
  }

  #leader(): number | undefined {
    let leader: { server: number; term: number } | undefined;
    for (let server = 0; server < this.#cluster.size; server++) {
      const state = this.#cluster.lastState(server);
      if (state?.isLeader !== true) continue;
      if (leader === undefined || state.term > leader.term) leader = { server, term: state.term };
    }
    return leader?.server;
  }

  *#pairs(ways: readonly Ways[]): Iterable<[number, number]> {
    const all = Array.from({ length: this.#cluster.size }, (_, server) => server);
    const members = (side: Side, other: Side): readonly number[] =>
      all.filter((server) =>
        side === 'others' ? other === 'others' || !other.includes(server) : side.includes(server),
      );
    for (const { from, to } of ways) {
      for (const sender of members(from, to)) {
        for (const receiver of members(to, from)) {
          if (sender !== receiver) yield [sender, receiver];
        }
      }
    }
  }
}
