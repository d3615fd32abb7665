import { BorderError, takeOut } from './border.ts';
import { Clock } from './clock.ts';
import type { GuestAgent, GuestHost } from './guest/border.ts';
import type { Random } from './random.ts';
import type { Inside, MappedError, Reachable, Realm } from './realm.ts';
import type { Owner, ScheduledEvent } from './scheduler.ts';
import { utf8 } from './utf8.ts';
import type { WorldProcess, World } from './world.ts';

/** The host functions that change nothing. */
const pure: ReadonlySet<string> = new Set<keyof GuestHost>(['now', 'encodeUtf8', 'decodeUtf8']);

/** None takes more than four arguments, which need no array to pass on. */
type HostFunction = (a: unknown, b: unknown, c: unknown, d: unknown) => unknown;

/** How the code inside shows itself to the world outside, besides what every process has. */
export interface ProcessOptions<Agent extends GuestAgent, Host extends GuestHost> {
  readonly world: World;
  readonly server: number;
  /** Counts this server's lives from 1, so that each has randomness of its own. */
  readonly incarnation: number;
  /** Where it lives. */
  readonly realm: Realm<Agent, Host>;
  /** The clock of the machine it runs on; one that is always right when absent. */
  readonly clock?: Clock;
  /** Host functions for the code inside beyond {@link GuestHost}. */
  readonly host: Omit<Host, keyof GuestHost>;
  /** Called after each event in which the process ran, when all its microtasks have run. */
  readonly onSettled: () => void;
}

/**
 * One life of one server. The program is evaluated afresh in a context of its own: nothing is shared
 * with other servers or with an earlier life. When it ends nothing of it has an effect any more: its
 * timers never fire, its calls never resolve, and what it still tries to do outside is ignored.

 *
 * Only primitives and copies of bytes cross the border, in both directions, whatever its realm is.
 */
export class Process<
  Agent extends GuestAgent = GuestAgent,
  Host extends GuestHost = GuestHost,
> implements WorldProcess {
  readonly server: number;
  readonly owner: Owner;
  readonly #world: World;
  readonly #onSettled: () => void;
  readonly #timers = new Map<number, ScheduledEvent>();
  readonly #random: Random;
  readonly #clock: Clock;
  readonly #inside: Inside<Agent>;
  #nextTimer = 1;
  #alive = true;
  #looking = false;
  /** What ended a host function before its time, in the middle of its work. */
  #broken: { readonly error: unknown } | undefined;

  constructor(options: ProcessOptions<Agent, Host>) {
    const { world, server, incarnation, realm } = options;
    this.server = server;
    this.#world = world;
    this.#onSettled = options.onSettled;
    this.#clock = options.clock ?? new Clock();
    this.owner = world.scheduler.owner('actor');
    this.#random = world.random(`server ${server} life ${incarnation}`);
    world.enroll(this);
    const host = this.#guard({ ...this.#host(), ...options.host }) as Host;
    this.#inside = realm.begin({
      server,
      host,
      random: this.#random,
      rejected: (description) => {
        this.uncaughtAs('a promise that nobody awaits', description);
      },
    });
    this.enter('the top level of the module', () => {
      this.#inside.load();
    });
  }

  get alive(): boolean {
    return this.#alive;
  }

  /** How many timers are set inside. */
  get timers(): number {
    return this.#timers.size;
  }

  /**
   * Runs code inside, and gives its answer, which must be a primitive; undefined when the process is
   * dead or the code threw, which ends the run.
   *
   * @param what how an error message names this code: `Start`, `the RequestVote handler` …
   */
  enter<T>(what: string, visit: (agent: Reachable<Agent>) => T): T | undefined {
    if (!this.#alive) return undefined;
    this.#world.entering(this, what);
    try {
      return takeOut(visit(this.#inside.agent)) as T;
    } catch (error) {
      this.#stopped(what, error);
      return undefined;
    }
  }

  /** The code inside was stopped by an error: its own, or one of a function of ours that it called. */
  #stopped(what: string, error: unknown): void {
    if (this.#broken === undefined) this.uncaught(what, error);
    else this.broke(this.#broken.error);
  }

  /**
   * Like {@link enter}, for code that must only look: while it runs, nothing it does reaches the world,
   * and it draws nothing from the process's stream of random numbers.
   */
  look<T>(what: string, visit: (agent: Reachable<Agent>) => T): T | undefined {
    this.#looking = true;
    try {
      return this.enter(what, visit);
    } finally {
      this.#looking = false;
    }
  }

  /** Whether that promise was made by the code inside. */
  owns(promise: Promise<unknown>): boolean {
    return this.#inside.owns(promise);
  }

  /** Ends the run because of an error that the code inside did not handle. */
  uncaught(what: string, error: unknown): void {
    if (!this.#alive) return;
    this.#fail(what, this.#inside.explain(error));
  }

  /** The same for an error that the code inside has described already. */
  uncaughtAs(what: string, description: string): void {
    if (!this.#alive) return;
    this.#fail(what, this.#inside.explainText(description));
  }

  /** The lines of the implementation that run now, innermost first. */
  places(): readonly string[] {
    return this.#inside.places();
  }

  #fail(what: string, { message, stack }: MappedError): void {
    this.#world.fail({
      property: 'uncaught-exception',
      message: `server ${this.server}: ${message} (uncaught, in ${what})`,
      servers: [this.server],
      stack,
    });
  }

  /** Called by the world until nothing more comes of an event. */
  finish(): boolean {
    if (!this.#alive) return false;
    try {
      return this.#inside.settle();
    } catch (error) {
      this.#stopped('what it had set off', error);
      return true;
    }
  }

  /** Called by the world after an event in which this process ran. */
  settle(): void {
    if (!this.#alive) return;
    if (this.#broken === undefined) this.#onSettled();
    else this.broke(this.#broken.error);
  }

  /**
   * Ends the run because a host function stopped halfway, so that the world may be half changed.
   *
   * @throws the error when the code inside cannot have caused it
   */
  broke(error: unknown): void {
    const overflow = error instanceof RangeError && error.message.includes('call stack');
    if (!overflow && !(error instanceof BorderError)) throw error;
    this.uncaughtAs('a call of something the world provides', error.message);
  }

  /** Crashes the process: from now on it has no effect on anything. */
  end(): void {
    if (!this.#alive) return;
    this.#alive = false;
    for (const event of this.#timers.values()) this.#world.scheduler.cancel(event);
    this.#timers.clear();
    this.#inside.end();
    this.#world.dismiss(this);
  }

  #host(): GuestHost {
    return {
      now: () => this.#clock.show(this.#world.nowMs),
      random: () => this.#random.next(),
      startTimer: (delayMs) => this.#startTimer(delayMs),
      stopTimer: (id) => {
        const event = this.#timers.get(id);
        if (event === undefined) return;
        this.#world.scheduler.cancel(event);
        this.#timers.delete(id);
      },
      print: (level, text) => {
        const printed = this.#inside.mapText(text);
        this.#world.trace.emit({ kind: 'console', server: this.server, level, text: printed });
      },
      ...utf8,
    };
  }

  #startTimer(delayMs: number): number {
    const id = this.#nextTimer++;
    const event = this.#world.scheduler.schedule(this.owner, this.#clock.simulated(delayMs), () => {
      this.#timers.delete(id);
      this.enter('a timer', (agent) => {
        agent.fire(id);
      });
    });
    this.#timers.set(id, event);
    return id;
  }

  /** A dead process reaches nothing, and an error of ours never crosses the border as an object. */
  #guard(host: object): object {
    const guarded: Record<string, HostFunction> = {};
    for (const [name, call] of Object.entries(host) as [string, HostFunction][]) {
      const isForTheDead = name === 'now' || name === 'random';
      const isPure = pure.has(name);
      guarded[name] = (a, b, c, d) => {
        if (!this.#alive && !isForTheDead) return undefined;
        if (this.#looking && !isPure) return undefined;
        try {
          return call(takeOut(a), takeOut(b), takeOut(c), takeOut(d));
        } catch (error) {
          if (error instanceof BorderError) this.broke(error);
          else this.#broken ??= { error };
          throw error;
        }
      };
    }
    return guarded;
  }
}
