import { inheritsFrom } from './border.ts';
import type { Failure } from './failure.ts';
import { Random } from './random.ts';
import { takeOverRejections } from './rejections.ts';
import { Scheduler, type Owner } from './scheduler.ts';
import { Trace } from './trace/trace.ts';

/** Far more than any working Raft needs (a 7-server cluster in full churn makes some 2 000). */
const maxEventsPerSimulatedSecond = 100_000;

/** How many events share a turn of the host's loop. */
const eventsPerTurn = 32;

/** Hears from the world where a run is, so that a watchdog can say so. */
export interface Monitor {
  /** A server is about to run: `what` is `a timer`, `the RequestVote handler`, `Start` … */
  entering(server: number, what: string, nowMs: number): void;
}

/** A process, as far as the world looks at it. */
export interface WorldProcess {
  readonly server: number;
  readonly owner: Owner;
  /** Whether that promise was made by the code inside. */
  owns(promise: Promise<unknown>): boolean;
  /** Ends the run because of an error that the code inside did not handle. */
  uncaught(what: string, error: unknown): void;
  /**
   * Does what an event has set off inside, where the engine has not done it by itself.
   *
   * @returns whether something took effect, whose own consequences are to come before anything else
   */
  finish(): boolean;
  /** Called after an event in which its code ran, when all it set off is done. */
  settle(): void;
}

export interface WorldOptions {
  readonly seed: number;
  readonly recording: 'on' | 'off';
  readonly monitor?: Monitor;
}

/**
 * A simulated world: one clock, one source of randomness, one trace, and the processes in it. What
 * happens is decided by the seed and by the code that runs inside, and by nothing else.
 *
 * Only one world of a host process runs at a time.
 */
export class World {
  readonly seed: number;
  readonly scheduler: Scheduler;
  readonly trace: Trace;
  readonly #monitor: Monitor | undefined;
  readonly #processes = new Set<WorldProcess>();
  readonly #touched = new Set<WorldProcess>();
  readonly #scenario: Owner;
  #failure: Failure | undefined;
  #onFailure: (() => void) | undefined;
  #onDefect: ((error: unknown) => void) | undefined;
  #countedSecond = 0;
  #eventsThisSecond = 0;

  constructor(options: WorldOptions) {
    this.seed = options.seed;
    this.#monitor = options.monitor;
    this.scheduler = new Scheduler(this.random('scheduler'));
    this.#scenario = this.scheduler.owner('observer');
    this.trace = new Trace({
      nowMs: () => this.scheduler.nowMs,
      recording: options.recording,
    });
  }

  get nowMs(): number {
    return this.scheduler.nowMs;
  }

  get failure(): Failure | undefined {
    return this.#failure;
  }

  /** The stream of random numbers of that name; asking again starts the same stream again. */
  random(name: string): Random {
    return new Random(`${this.seed}/${name}`);
  }

  /** Resolves after that much simulated time. */
  sleep(delayMs: number, owner: Owner = this.#scenario): Promise<void> {
    return new Promise((resolve) => {
      this.scheduler.schedule(owner, delayMs, resolve);
    });
  }

  /** Ends the run as failed; the first failure counts. Nothing more happens in this world. */
  fail(failure: Omit<Failure, 'atMs' | 'servers' | 'evidence' | 'stack'> & Partial<Failure>): void {
    if (this.#failure !== undefined) return;
    const { property, message, servers = [], evidence = [], stack = [] } = failure;
    this.#failure = { property, message, servers, evidence, stack, atMs: this.nowMs };
    this.trace.emit({ kind: 'violation', property, message, servers });
    this.#onFailure?.();
  }

  /** Called by a process when it comes to life. */
  enroll(process: WorldProcess): void {
    this.#processes.add(process);
  }

  /** Called by a process when it ends. */
  dismiss(process: WorldProcess): void {
    this.#processes.delete(process);
    this.#touched.delete(process);
  }

  /** Called by a process whenever its code is about to run. */
  entering(process: WorldProcess, what: string): void {
    this.#touched.add(process);
    this.#monitor?.entering(process.server, what, this.nowMs);
  }

  /**
   * Runs `main` and everything it sets off, until `main` is done or the run fails. Afterwards no event
   * happens in this world any more; its processes stay as they are, to be looked at.
   */
  async run(main: () => Promise<void>): Promise<Failure | undefined> {
    const putBack = takeOverRejections((reason, promise) => {
      this.#rejected(reason, promise);
    });
    try {
      await new Promise<void>((resolve, reject) => {
        let ended = false;
        const end = (): void => {
          ended = true;
          resolve();
        };
        this.#onFailure = end;
        const fault = (error: unknown): void => {
          ended = true;
          reject(error instanceof Error ? error : new Error(String(error)));
        };
        this.#onDefect = fault;
        const step = (): void => {
          if (ended) return;
          try {
            if (this.#settle()) return;
            this.#runNextEvent();
          } catch (error) {
            fault(error);
          }
        };
        // Each event is an immediate of its own, as between two immediates the host runs every
        // microtask that the first one set off, and reports rejections that nobody handled. A turn
        // of the host's loop costs more than most events, so many of them share one.
        const turn = (): void => {
          if (ended) return;
          for (let event = 0; event < eventsPerTurn; event++) setImmediate(step);
          setImmediate(turn);
        };
        main().then(end, fault);
        setImmediate(turn);
      });
    } finally {
      // What the last event rejected is reported only after its immediate.
      await new Promise((resolve) => setImmediate(resolve));
      putBack();
    }
    return this.#failure;
  }

  /** Ends the event before: true when that took more, and the next one has to wait a turn for it. */
  #settle(): boolean {
    let didMore = false;
    for (const process of this.#touched) didMore = process.finish() || didMore;
    if (didMore) return true;
    for (const process of this.#touched) process.settle();
    this.#touched.clear();
    if (this.#processes.size === 0 || this.scheduler.actorsPending > 0) return false;
    this.fail({
      property: 'deadlock',
      message:
        'nothing can happen any more by itself: no server has a timer set, and no message is ' +
        'under way; every server waits for something that never comes',
      servers: [...this.#processes].map((process) => process.server),
    });
    return false;
  }

  #runNextEvent(): void {
    if (this.#failure !== undefined) return;
    const event = this.scheduler.next();
    if (event === undefined) {
      this.fail({
        property: 'deadlock',
        message: 'nothing is left to happen, and the test has not ended',
      });
      return;
    }
    this.#countEvent(event.owner);
    event.action();
  }

  #countEvent(owner: Owner): void {
    const second = Math.floor(this.nowMs / 1000);
    if (second !== this.#countedSecond) {
      this.#countedSecond = second;
      this.#eventsThisSecond = 0;
    }
    if (++this.#eventsThisSecond <= maxEventsPerSimulatedSecond) return;
    const culprit = [...this.#processes].find((process) => process.owner === owner);
    const who = culprit === undefined ? 'the cluster' : `server ${culprit.server}`;
    this.fail({
      property: 'timer-storm',
      message:
        `${who} sets off events without end: more than ${maxEventsPerSimulatedSecond} ` +
        'in one simulated second, so the test can never progress; look for a timer or an ' +
        'immediate that sets itself again with no delay, or a message answered by a message',
      servers: culprit === undefined ? [] : [culprit.server],
    });
  }

  #rejected(reason: unknown, promise: Promise<unknown>): void {
    for (const process of this.#processes) {
      if (process.owns(promise)) {
        process.uncaught('a promise that nobody awaits', reason);
        return;
      }
    }
    // A promise of a server that is dead by now: what it still does has no effect. But one of our own
    // is a defect of ours, which must not look like a student's failure.
    if (inheritsFrom(promise, Promise.prototype)) this.#onDefect?.(reason);
  }
}
