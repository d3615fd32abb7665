import type { Random } from '../sim/random.ts';
import type { Owner } from '../sim/scheduler.ts';
import type { DropReason } from '../sim/trace/event.ts';
import type { World } from '../sim/world.ts';
import { Links } from './links.ts';
import { LazyPayload } from './payload.ts';
import { RpcUsageError, type Server } from './server.ts';

/** Every number is the course's; times are simulated milliseconds. */
const timing = {
  /** Latency of one way on a healthy network: enough that orders differ from seed to seed. */
  latencyMs: 0.5,
  /** An unreliable network holds a request for up to this long before anything else. */
  shortDelayMs: 27,
  dropProbability: 0.1,
  /** How long a call into the void takes to fail, with and without long delays. */
  longDelayMs: 7000,
  failDelayMs: 100,
  reorderProbability: 600 / 900,
  reorderMinMs: 200,
  reorderSpreadMs: 2000,
  /** While a handler runs, this often the network looks whether its server is still there. */
  serverDeadCheckMs: 100,
  /** A request that is sent twice arrives the second time up to this much later; not the course's. */
  copyDelayMs: 50,
} as const;

/** A connection from one client to one server, which can be switched off and on. */
export interface End {
  readonly from: number;
  readonly to: number;
  enabled: boolean;
}

interface Request {
  readonly id: number;
  readonly end: End;
  readonly method: string;
  readonly args: Uint8Array;
}

/**
 * The unreliable network: it carries bytes between client ends and servers, and loses, delays and
 * reorders them as the course's labrpc does (harness numbers above). Beyond the course, single links
 * can be troubled, and then a request may also arrive twice.
 */
export class Network {
  /** What is wrong between single servers, besides what holds for the whole network. */
  readonly links = new Links();
  readonly #world: World;
  readonly #random: Random;
  readonly #owner: Owner;
  readonly #onlooker: Owner;
  readonly #servers = new Map<number, Server>();
  #reliable = true;
  #longReordering = false;
  #longDelays = false;
  #totalCount = 0;
  #totalBytes = 0;

  constructor(world: World) {
    this.#world = world;
    this.#random = world.random('network');
    this.#owner = world.scheduler.owner('actor');
    this.#onlooker = world.scheduler.owner('observer');
  }

  /** A new end, enabled or not when the caller says so; ends are never reused after a restart. */
  makeEnd(from: number, to: number): End {
    return { from, to, enabled: false };
  }

  addServer(id: number, server: Server): void {
    this.#servers.set(id, server);
  }

  deleteServer(id: number): void {
    this.#servers.delete(id);
  }

  setReliable(delivery: 'reliable' | 'unreliable'): void {
    this.#reliable = delivery === 'reliable';
    this.#announce();
  }

  /** Holds two thirds of the replies for 200 to 2 200 ms, so that they overtake each other. */
  setLongReordering(on: 'on' | 'off'): void {
    this.#longReordering = on === 'on';
    this.#announce();
  }

  /** Lets a call over a disabled end, or to a missing server, take up to 7 s to fail. */
  setLongDelays(on: 'on' | 'off'): void {
    this.#longDelays = on === 'on';
  }

  /** RPCs that reached a server in its present life. */
  count(id: number): number {
    return this.#servers.get(id)?.count ?? 0;
  }

  /** RPCs sent so far, whatever became of them. */
  get totalCount(): number {
    return this.#totalCount;
  }

  /** Bytes of all arguments sent and all replies delivered so far. */
  get totalBytes(): number {
    return this.#totalBytes;
  }

  /**
   * Sends a request; resolves with the reply's bytes, or undefined when none will come. Never rejects:
   * a wrong method name or a handler that throws ends the run.
   */
  async call(end: End, method: string, args: Uint8Array): Promise<Uint8Array | undefined> {
    const request = this.#send(end, method, args);
    const trouble = this.links.troubleOn(end.from, end.to);
    if (trouble !== undefined && this.#random.chance(trouble.duplicateProbability)) {
      void this.#duplicate(request);
    }
    const reply = await this.#transmit(request);
    if (reply === undefined) return undefined;
    this.#totalBytes += reply.length;
    this.#world.trace.emit({ kind: 'rpc.return', ...route(request) });
    return reply;
  }

  #send(end: End, method: string, args: Uint8Array): Request {
    const request = { id: ++this.#totalCount, end, method, args };
    this.#totalBytes += args.length;
    this.#world.trace.emit({ kind: 'rpc.send', ...route(request), args: new LazyPayload(args) });
    return request;
  }

  /** The same request once more: a call of its own in the trace, whose reply nobody waits for. */
  async #duplicate({ end, method, args }: Request): Promise<void> {
    const copy = this.#send(end, method, args);
    await this.#sleep(this.#random.uniform(0, timing.copyDelayMs));
    const reply = await this.#transmit(copy);
    if (reply !== undefined) this.#drop(copy, 'reply', 'loss');
  }

  async #transmit(request: Request): Promise<Uint8Array | undefined> {
    const { end } = request;
    const server = this.#servers.get(end.to);
    if (!end.enabled || server === undefined) {
      const delayMs = this.#longDelays ? timing.longDelayMs : timing.failDelayMs;
      this.#drop(request, 'request', end.enabled ? 'server down' : 'link down');
      await this.#sleep(this.#random.uniform(0, delayMs));
      return undefined;
    }
    await this.#sleep(this.#random.uniform(0, timing.latencyMs));
    if (!this.#reliable) {
      await this.#sleep(this.#random.uniform(0, timing.shortDelayMs));
      if (this.#random.chance(timing.dropProbability)) {
        this.#drop(request, 'request', 'loss');
        return;
      }
    }
    let receiver = server;
    if (this.links.troubleOn(end.from, end.to) !== undefined) {
      if (!(await this.#pass(request, 'request'))) return undefined;
      // What was under way for long may find the server in a later life.
      receiver = this.#servers.get(end.to) ?? server;
    }
    const reply = await this.#handle(request, receiver);
    if (reply === undefined) return undefined;
    if (!this.#reliable && this.#random.chance(timing.dropProbability)) {
      this.#drop(request, 'reply', 'loss');
      return;
    }
    if (this.#longReordering && this.#random.chance(timing.reorderProbability)) {
      const spreadMs = 1 + this.#random.int(timing.reorderSpreadMs);
      await this.#sleep(timing.reorderMinMs + this.#random.int(spreadMs));
    } else {
      await this.#sleep(this.#random.uniform(0, timing.latencyMs));
    }
    if (this.links.troubleOn(end.to, end.from) === undefined) return reply;
    return (await this.#pass(request, 'reply')) ? reply : undefined;
  }

  /** Takes a message over a link with trouble on it; false when it is lost there. */
  async #pass(request: Request, leg: 'request' | 'reply'): Promise<boolean> {
    const { from, to } = request.end;
    const way: [number, number] = leg === 'request' ? [from, to] : [to, from];
    const { lossProbability = 0, delayUpToMs = 0 } = this.links.troubleOn(...way) ?? {};
    if (this.#random.chance(lossProbability)) {
      this.#drop(request, leg, 'loss');
      return false;
    }
    if (delayUpToMs > 0) await this.#sleep(this.#random.uniform(0, delayUpToMs));
    const trouble = this.links.troubleOn(...way);
    let isLost = trouble?.cut === true;
    if (!isLost && trouble?.held === true) isLost = (await this.links.wait(...way)) === 'lost';
    if (!isLost) return true;
    this.#drop(request, leg, 'link down');
    // Nobody is told that a wire is cut: the call takes its time to fail.
    await this.#sleep(this.#random.uniform(0, timing.longDelayMs));
    return false;
  }

  /** Runs the handler, unless or until its server is gone. */
  async #handle(request: Request, server: Server): Promise<Uint8Array | undefined> {
    if (this.#isGone(request, server)) {
      this.#drop(request, 'request', this.#goneReason(request));
      return;
    }
    this.#world.trace.emit({ kind: 'rpc.deliver', ...route(request) });
    const reply = await this.#firstOf(this.#dispatch(request, server), request, server);
    // A server that was killed while it handled the request never gives a positive reply.
    if (reply === undefined || this.#isGone(request, server)) {
      this.#drop(request, 'reply', 'killed in handler');
      return;
    }
    this.#world.trace.emit({
      kind: 'rpc.reply',
      ...route(request),
      reply: new LazyPayload(reply),
    });
    return reply;
  }

  async #dispatch(request: Request, server: Server): Promise<Uint8Array | undefined> {
    try {
      return await server.dispatch(request.method, request.args);
    } catch (error) {
      const property = error instanceof RpcUsageError ? 'rpc-usage' : 'handler-failed';
      const reason = error instanceof Error ? error.message : String(error);
      const { from, to } = request.end;
      const message = `${request.method} from server ${from} to ${to}: ${reason}`;
      this.#world.fail({ property, message, servers: [from, to] });
      return undefined;
    }
  }

  /** The reply, or undefined as soon as a look at the server finds it gone. */
  #firstOf(
    reply: Promise<Uint8Array | undefined>,
    request: Request,
    server: Server,
  ): Promise<Uint8Array | undefined> {
    return new Promise((resolve) => {
      const { scheduler } = this.#world;
      const look = (): void => {
        if (this.#isGone(request, server)) resolve(undefined);
        else next = scheduler.schedule(this.#onlooker, timing.serverDeadCheckMs, look);
      };
      let next = scheduler.schedule(this.#onlooker, timing.serverDeadCheckMs, look);
      void reply.then((bytes) => {
        scheduler.cancel(next);
        resolve(bytes);
      });
    });
  }

  #isGone(request: Request, server: Server): boolean {
    return !request.end.enabled || this.#servers.get(request.end.to) !== server;
  }

  #goneReason(request: Request): DropReason {
    return request.end.enabled ? 'server down' : 'link down';
  }

  #drop(request: Request, leg: 'request' | 'reply', reason: DropReason): undefined {
    this.#world.trace.emit({ kind: 'rpc.drop', ...route(request), leg, reason });
    return undefined;
  }

  #announce(): void {
    this.#world.trace.emit({
      kind: 'network',
      delivery: this.#reliable ? 'reliable' : 'unreliable',
      longReordering: this.#longReordering ? 'on' : 'off',
    });
  }

  #sleep(delayMs: number): Promise<void> {
    return this.#world.sleep(delayMs, this.#owner);
  }
}

function route(request: Request): { id: number; from: number; to: number; method: string } {
  const { id, end, method } = request;
  return { id, from: end.from, to: end.to, method };
}
