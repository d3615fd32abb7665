import { LazyPayload } from '../../labrpc/payload.ts';
import type { TraceEvent } from '../../sim/trace/event.ts';
import type { Implementation } from '../../tester/implementation/load.ts';
import type { RunResult } from '../../tester/result.ts';
import type { Scenario } from '../../tester/scenario.ts';
import { resultOfDeath } from './result-of-death.ts';
import { childScripts, type ChildScripts } from './child-scripts.ts';
import type { RecordedRun } from './job.ts';
import { limitsOf, type Limits } from './limits.ts';
import { RunProcess, type Numbered, type Order, type Outcome } from './run-process.ts';

export interface PoolOptions {
  /** What runs when a run names no other. */
  readonly implementation: Implementation;
  /** What runs on all servers but one; the implementation itself when absent. */
  readonly peers?: Implementation;
  /** How many processes run at the same time. */
  readonly jobs: number;
  readonly limits?: Limits;
  /**
   * Whether the engine may compile and collect garbage in threads of its own. One run then ends
   * sooner; where every core has a process anyway, many runs together end later. On unless told
   * otherwise.
   */
  readonly helperThreads?: boolean;
  /** What the processes run; tests of the pool put others in their place. */
  readonly scripts?: ChildScripts;
}

export interface PoolRun {
  /** Another implementation than the pool's own, for whoever compares many with each other. */
  readonly implementation?: Implementation;
  readonly seed: number;
  readonly recording: 'on' | 'off';
  /** Whether the oracles watch the run; on unless told otherwise. */
  readonly oracles?: 'on' | 'off';
}

/** How often the start of a process is tried for a job before it counts as impossible. */
const mostStarts = 3;

/** A run that somebody waits for. */
interface Task {
  readonly scenario: Scenario;
  readonly order: Order;
  readonly resolve: (run: RecordedRun) => void;
  readonly reject: (error: Error) => void;
  /** How many processes died before they did anything at all. */
  failedStarts: number;
}

/** Rejects the runs that were under way, or waiting, when their pool was closed. */
export class PoolClosed extends Error {
  override readonly name = 'PoolClosed';
}

/** What some runs gave, or undefined when their pool was closed before they had. */
export async function unlessClosed<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof PoolClosed) return undefined;
    throw error;
  }
}

/**
 * Child processes that run scenarios on an implementation. Whatever the implementation does, a run
 * ends with a result: a process that hangs or dies costs that one run, and the next gets a fresh one.
 */
export class RunPool {
  readonly #options: PoolOptions;
  readonly #limits: Limits;
  readonly #start: () => RunProcess;
  readonly #numbers = new Map<Implementation, number>();
  readonly #waiting: Task[] = [];
  readonly #busy = new Set<RunProcess>();
  #idle: RunProcess[] = [];
  #isClosed = false;

  private constructor(options: PoolOptions, limits: Limits, start: () => RunProcess) {
    this.#options = options;
    this.#limits = limits;
    this.#start = start;
  }

  static async open(options: PoolOptions): Promise<RunPool> {
    const { helperThreads = true, limits = limitsOf(process.env) } = options;
    const { main, watchdog } = options.scripts ?? (await childScripts());
    const data = { watchdogFile: watchdog, limits };
    return new RunPool(options, limits, () => new RunProcess({ main, data, helperThreads }));
  }

  /** Runs a scenario in one of the processes; never rejects for what the implementation does. */
  async run(scenario: Scenario, { recording, ...options }: PoolRun): Promise<RunResult> {
    return (await this.#do(scenario, recording, options)).result;
  }

  /**
   * Runs a scenario once more to see what happened: its trace and its notes, and what its page shows.
   * A run that has to be ended from outside, even while its page is made, has only a failed result.
   */
  record(scenario: Scenario, options: Omit<PoolRun, 'recording'>): Promise<RecordedRun> {
    return this.#do(scenario, 'page', options);
  }

  #do(
    scenario: Scenario,
    recording: Order['recording'],
    {
      seed,
      oracles = 'on',
      implementation = this.#options.implementation,
    }: Omit<PoolRun, 'recording'>,
  ): Promise<RecordedRun> {
    const { name: test, schedule } = scenario;
    const { peers } = this.#options;
    const order: Order = {
      test,
      seed,
      recording,
      oracles,
      implementation: this.#number(implementation),
      ...(schedule === undefined ? {} : { schedule }),
      ...(peers === undefined ? {} : { peers: this.#number(peers) }),
    };
    return new Promise((resolve, reject) => {
      this.#waiting.push({ scenario, order, resolve, reject, failedStarts: 0 });
      this.#next();
    });
  }

  /** Gives waiting runs to processes, as long as there are both. */
  #next(): void {
    if (this.#isClosed) {
      for (const task of this.#waiting.splice(0)) task.reject(new PoolClosed('the pool is closed'));
    }
    while (this.#busy.size < this.#options.jobs) {
      const task = this.#waiting.shift();
      if (task === undefined) return;
      this.#idle = this.#idle.filter((process) => process.isAlive);
      void this.#give(task, this.#idle.pop() ?? this.#start());
    }
  }

  async #give(task: Task, process: RunProcess): Promise<void> {
    const isFresh = !process.hasWorked;
    this.#busy.add(process);
    const outcome = await process.do(task.order);
    this.#busy.delete(process);
    if (process.isAlive) this.#idle.push(process);
    this.#settle(task, outcome, isFresh);
    this.#next();
  }

  #settle(task: Task, outcome: Outcome, isFresh: boolean): void {
    switch (outcome.kind) {
      case 'done':
        task.resolve(revived(outcome.run));
        break;
      case 'defect':
        task.reject(new Error(`a run could not be done: ${outcome.stack}`));
        break;
      case 'not begun':
        if (isFresh && ++task.failedStarts === mostStarts) {
          const { how } = outcome.death;
          task.reject(new Error(`the processes that run tests die as soon as they start: ${how}`));
        } else this.#waiting.unshift(task);
        break;
      case 'died':
        if (this.#isClosed) task.reject(new PoolClosed('the pool was closed during the run'));
        else task.resolve({ result: this.#resultOfDeath(task, outcome) });
    }
  }

  #resultOfDeath(
    { scenario, order }: Task,
    { death, realMs }: Outcome & { kind: 'died' },
  ): RunResult {
    return resultOfDeath({
      scenario,
      death,
      realMs,
      seed: order.seed,
      limits: this.#limits,
      implementation: order.implementation.implementation.name,
      peers: this.#options.peers?.name,
    });
  }

  #number(implementation: Implementation): Numbered {
    const id = this.#numbers.get(implementation) ?? this.#numbers.size;
    this.#numbers.set(implementation, id);
    return { id, implementation };
  }

  /** Ends all processes. The runs under way are given up, and reject with {@link PoolClosed}. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#next();
    await Promise.all([...this.#idle, ...this.#busy].map((process) => process.end()));
  }
}

/** Payloads arrive from another process as bare bytes; here they can be decoded again. */
function revived({ result, ...rest }: RecordedRun): RecordedRun {
  const { trace } = result;
  return trace === undefined
    ? { ...rest, result }
    : { ...rest, result: { ...result, trace: withPayloads(trace) } };
}

function withPayloads(events: readonly TraceEvent[]): readonly TraceEvent[] {
  return events.map((event) => {
    if ('args' in event) return { ...event, args: new LazyPayload(event.args.bytes) };
    if ('reply' in event) return { ...event, reply: new LazyPayload(event.reply.bytes) };
    if ('command' in event) return { ...event, command: new LazyPayload(event.command.bytes) };
    return event;
  });
}
