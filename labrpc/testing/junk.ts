import { World } from '../../sim/world.ts';
import { ClientEnd } from '../client-end.ts';
import { Network, type End } from '../network.ts';
import { Server } from '../server.ts';
import { makeService } from '../service.ts';

/** The handlers of the course's own labrpc tests, under their names. */
export class JunkServer {
  readonly log1: string[] = [];
  readonly log2: number[] = [];
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
  }

  Handler1(args: string): number {
    this.log1.push(args);
    return Number.parseInt(args, 10);
  }

  Handler2(args: number): string {
    this.log2.push(args);
    return `handler2-${args}`;
  }

  /** Takes 20 s over each request. */
  async Handler3(args: number): Promise<number> {
    await this.#world.sleep(20_000);
    return -args;
  }

  Handler4(args: { x: number }): { y: string } {
    return { y: `junk ${args.x}` };
  }

  Handler6(args: string): number {
    return args.length;
  }

  Handler7(args: number): string {
    return 'y'.repeat(args);
  }

  notAHandler(): number {
    return 1;
  }

  NotOneEither(first: number, second: number): number {
    return first + second;
  }
}

interface JunkRpcs {
  'JunkServer.Handler1': { args: string; reply: number };
  'JunkServer.Handler2': { args: number; reply: string };
  'JunkServer.Handler3': { args: number; reply: number };
  'JunkServer.Handler4': { args: { x: number }; reply: { y: string } };
  'JunkServer.Handler6': { args: string; reply: number };
  'JunkServer.Handler7': { args: number; reply: string };
}

/** A client end and the switch that connects it. */
export interface Client {
  readonly end: End;
  readonly Call: ClientEnd<JunkRpcs>['Call'];
}

/** A network with one junk server on it, number 99, and clients as they are asked for. */
export class JunkNetwork {
  readonly world: World;
  readonly network: Network;
  readonly junk: JunkServer;
  #clients = 0;

  constructor(seed = 1) {
    this.world = new World({ seed, recording: 'on' });
    this.network = new Network(this.world);
    this.junk = new JunkServer(this.world);
    this.startServer();
  }

  /** A fresh life of the server, in the place of the one before. */
  startServer(): void {
    const server = new Server();
    server.addService('JunkServer', makeService(this.junk));
    this.network.addServer(99, server);
  }

  client(): Client {
    const end = this.network.makeEnd(this.#clients++, 99);
    end.enabled = true;
    const client = new ClientEnd<JunkRpcs>(this.network, end);
    return { end, Call: (method, args) => client.Call(method, args) };
  }

  /** How long a piece of the run took, in simulated milliseconds. */
  async time(work: () => Promise<unknown>): Promise<number> {
    const beganMs = this.world.nowMs;
    await work();
    return this.world.nowMs - beganMs;
  }

  /** Runs a test to its end; gives how the run failed, if it did. */
  async run(test: () => Promise<void>): Promise<string | undefined> {
    return (await this.world.run(test))?.message;
  }
}
