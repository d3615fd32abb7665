import type { End, Network } from '../../labrpc/network.ts';
import { LazyPayload } from '../../labrpc/payload.ts';
import { Server } from '../../labrpc/server.ts';
import type { RaftState, StartResult } from '../../raft/index.ts';
import type { Clock } from '../../sim/clock.ts';
import type { GuestHost } from '../../sim/guest/border.ts';
import { Process } from '../../sim/process.ts';
import { showTime } from '../../sim/trace/show.ts';
import type { World } from '../../sim/world.ts';
import type { RaftAgent, RaftHost } from '../guest/border.ts';
import type { RaftRealm } from '../realm.ts';
import type { Persister } from './persister.ts';
import type { Service } from './service.ts';

/** A moment in the middle of a server's code, at which a fault can be aimed. */
export type Moment =
  | {
      readonly kind: 'save';
      readonly side: 'before' | 'after';
      readonly server: number;
      /** The RPCs that the server is answering. */
      readonly during: readonly string[];
    }
  /** A handler is done, and its reply has not left yet. */
  | { readonly kind: 'answer'; readonly server: number; readonly method: string };

export interface RaftServerOptions {
  readonly world: World;
  readonly network: Network;
  /** Where its code lives. */
  readonly realm: RaftRealm;
  readonly me: number;
  readonly incarnation: number;
  /** This life's own ends, one per server. */
  readonly ends: readonly End[];
  readonly persister: Persister;
  /** Makes the service on this server, which takes what Raft applies. */
  readonly makeService: (server: RaftServer) => Service;
  /** The machine's clock; one that is always right when absent. */
  readonly clock?: Clock;
  /** Called when there is a process, and before `Make` runs in it. */
  readonly onBoot?: (server: RaftServer) => void;
  /** Called at each moment; may end this process. */
  readonly onMoment?: (moment: Moment) => void;
}

/**
 * One life of one Raft server: a process with the implementation inside, wired to its peers, its
 * persister and the service above it.
 */
export class RaftServer {
  readonly rpc = new Server();
  readonly #options: RaftServerOptions;
  readonly #process: Process<RaftAgent, RaftHost>;
  readonly #service: Service;
  /** Handlers that have not returned yet. */
  readonly #requests = new Map<
    number,
    { method: string; sinceMs: number; reply: (bytes: Uint8Array) => void }
  >();
  /** Calls that have not returned yet. */
  readonly #calls = new Map<number, { method: string; peer: number; sinceMs: number }>();
  #lastRequest = 0;
  #state: RaftState = { term: 0, isLeader: false };
  #isKilled = false;
  #isStarting = false;
  #afterStart: (() => void) | undefined;

  constructor(options: RaftServerOptions) {
    const { world, me, incarnation, realm } = options;
    this.#options = options;
    this.#service = options.makeService(this);
    world.trace.emit({ kind: 'boot', server: me, incarnation });
    this.#process = new Process<RaftAgent, RaftHost>({
      world,
      server: me,
      incarnation,
      realm,
      ...(options.clock === undefined ? {} : { clock: options.clock }),
      host: this.#host(),
      onSettled: () => {
        this.#observe();
      },
    });
    options.onBoot?.(this);
    this.#process.enter('Make', (agent) => {
      agent.make(options.ends.length, me);
    });
    const handlers = this.#process.enter('Make', (agent) => agent.handlers()) ?? '';
    this.rpc.addService('Raft', {
      methods: handlers.split(' '),
      dispatch: (method, args) => this.#dispatch(method, args),
    });
  }

  get alive(): boolean {
    return this.#process.alive;
  }

  /** Term and leadership as last seen, after the most recent event in this server. */
  get state(): RaftState {
    return this.#state;
  }

  start(command: Uint8Array): StartResult | undefined {
    this.#isStarting = true;
    const answer = this.#process.enter('Start', (agent) => agent.start(command));
    this.#isStarting = false;
    // Whoever loses its power while it takes the command has answered nobody.
    const isAnswered = this.alive;
    const result = answer === undefined ? undefined : this.#started(command, answer);
    this.#afterStart?.();
    return isAnswered ? result : undefined;
  }

  #started(command: Uint8Array, answer: string): StartResult {
    const [index = 0, term = 0, leader] = answer.split(' ').map(Number);
    const result = { index, term, isLeader: leader === 1 };
    this.#options.world.trace.emit({
      kind: 'start',
      server: this.#options.me,
      command: new LazyPayload(command),
      ...result,
    });
    // A test may start many commands at once, and each is to be seen on its own.
    if (result.isLeader && this.alive) this.inspect();
    return result;
  }

  /** Asks the implementation, unlike {@link state}. */
  getState(): RaftState | undefined {
    const packed = this.#process.enter('GetState', (agent) => agent.getState());
    if (packed === undefined) return undefined;
    return { term: Math.floor(packed / 2), isLeader: packed % 2 === 1 };
  }

  /** The service tells Raft that it has taken a snapshot. */
  snapshot(index: number, snapshot: Uint8Array): void {
    if (!this.alive) return;
    this.#options.world.trace.emit({ kind: 'snapshot', server: this.#options.me, index, snapshot });
    this.#process.enter('Snapshot', (agent) => {
      agent.snapshot(index, snapshot);
    });
  }

  /** The service has taken what Raft offered. */
  taken(offer: number): void {
    this.#process.enter('the code after applyCh.send', (agent) => {
      agent.taken(offer);
    });
  }

  persistBytes(): number {
    return this.#process.enter('PersistBytes', (agent) => agent.persistBytes()) ?? 0;
  }

  /** Notes what the implementation's Inspect tells, when the run is recorded. Never changes the run. */
  inspect(): void {
    const { me: server, world } = this.#options;
    if (!world.trace.isRecording) return;
    const answer = this.#process.look('Inspect', (agent) => agent.inspect());
    if (answer === undefined) return;
    const after = world.trace.length;
    if (typeof answer === 'string') {
      world.trace.note({ kind: 'inspect.failed', after, server, message: answer });
    } else {
      world.trace.note({ kind: 'inspect', after, server, change: new Uint8Array(answer) });
    }
  }

  /** Calls the implementation's Kill, then ends the process whatever that did. */
  kill(): void {
    this.#isKilled = true;
    this.#process.enter('Kill', (agent) => {
      agent.kill();
    });
    this.end();
  }

  /**
   * Calls the implementation's Kill and lets the process run on. It is cut off by then: the service
   * above is gone, and what it saves reaches nobody.
   */
  killAndLinger(): void {
    this.#isKilled = true;
    this.#service.close();
    this.#process.enter('Kill', (agent) => {
      agent.kill();
    });
    this.#options.world.trace.emit({ kind: 'kill', server: this.#options.me });
  }

  /**
   * Ends the process without asking it, perhaps in the middle of its code. What follows has to wait
   * for the end of a Start, so that the trace tells first what was started.
   */
  powerOff(then: () => void): void {
    this.end();
    if (this.#isStarting) this.#afterStart = then;
    else then();
  }

  /** Ends the process without asking it. */
  end(): void {
    this.#process.end();
  }

  /** What the code inside waits for, in words. */
  waiting(): readonly string[] {
    const count = this.#process.timers;
    const timers = count === 0 ? 'no timer is set' : `${count} timer${count === 1 ? '' : 's'} set`;
    const handlers = [...this.#requests.values()].map(
      ({ method, sinceMs }) => `the ${method} handler has not returned since ${showTime(sinceMs)}`,
    );
    const calls = [...this.#calls.values()].map(
      ({ method, peer, sinceMs }) =>
        `Call('${method}') to server ${peer} is under way since ${showTime(sinceMs)}`,
    );
    return [timers, ...handlers, ...calls, ...this.#service.waiting()];
  }

  #dispatch(method: string, args: Uint8Array): Promise<Uint8Array> {
    return new Promise((resolve) => {
      const request = ++this.#lastRequest;
      this.#requests.set(request, {
        method,
        sinceMs: this.#options.world.nowMs,
        reply: resolve,
      });
      this.#process.enter(`the ${method} handler`, (agent) => {
        agent.handle(request, method, args);
      });
    });
  }

  #host(): Omit<RaftHost, keyof GuestHost> {
    const { world, network, me, ends, persister } = this.#options;
    return {
      call: (call, peer, method, args) => {
        const end = ends[peer];
        if (end === undefined) return;
        this.#calls.set(call, { method, peer, sinceMs: world.nowMs });
        this.#noteSource();
        const returned = (reply: Uint8Array | undefined): void => {
          this.#calls.delete(call);
          this.#process.enter(`the code after Call('${method}')`, (agent) => {
            agent.returned(call, reply);
          });
        };
        void network.call(end, method, args).then(returned, (error: unknown) => {
          this.#process.broke(error);
        });
      },
      save: (raftState, snapshot) => {
        if (this.#isKilled) return;
        this.#saving('before');
        if (!this.alive) return;
        persister.save(raftState, snapshot);
        this.#noteSource();
        world.trace.emit({
          kind: 'persist',
          server: me,
          raftState: persister.raftState,
          snapshot: persister.snapshot,
        });
        this.#saving('after');
      },
      readRaftState: () => persister.raftState,
      readSnapshot: () => persister.snapshot,
      raftStateSize: () => persister.raftState.length,
      snapshotSize: () => persister.snapshot.length,
      offerCommand: (offer, index, command) => {
        this.#noteOffer(index);
        this.#service.offer({ kind: 'command', offer, index, command });
      },
      offerSnapshot: (offer, index, term, snapshot) => {
        this.#noteOffer(index);
        this.#service.offer({ kind: 'snapshot', offer, index, term, snapshot });
      },
      replied: (request, reply) => {
        const waiting = this.#requests.get(request);
        if (waiting === undefined) return;
        const { onMoment } = this.#options;
        onMoment?.({ kind: 'answer', server: me, method: waiting.method });
        if (!this.alive) return;
        this.#requests.delete(request);
        waiting.reply(reply);
      },
      handlerFailed: (request, error) => {
        const method = this.#requests.get(request)?.method ?? 'RPC';
        this.#process.uncaughtAs(`the ${method} handler`, error);
      },
    };
  }

  #saving(side: 'before' | 'after'): void {
    const { me: server, onMoment } = this.#options;
    if (onMoment === undefined) return;
    const during = [...this.#requests.values()].map((request) => request.method);
    onMoment({ kind: 'save', side, server, during });
  }

  /** Notes which lines of the implementation make the event that comes next. */
  #noteSource(): void {
    const { world } = this.#options;
    if (!world.trace.isRecording) return;
    const places = this.#process.places();
    if (places.length === 0) return;
    world.trace.note({ kind: 'source', event: world.trace.length, places });
  }

  #noteOffer(index: number): void {
    const { me: server, world } = this.#options;
    if (!world.trace.isRecording) return;
    const places = this.#process.places();
    const { nowMs: atMs, trace } = world;
    trace.note({ kind: 'offer', after: trace.length, atMs, server, index, places });
  }

  /** Looks at the server after an event in it; a change of term or role becomes part of the trace. */
  #observe(): void {
    // What a killed server believes no longer counts.
    const state = this.#isKilled ? undefined : this.getState();
    if (state === undefined) return;
    if (state.term !== this.#state.term || state.isLeader !== this.#state.isLeader) {
      this.#state = state;
      this.#options.world.trace.emit({ kind: 'state', server: this.#options.me, ...state });
    }
    this.inspect();
  }
}
