import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import workerpool from 'workerpool';
import { LazyPayload } from '../labrpc/payload.ts';
import type { TraceEvent } from '../sim/trace/event.ts';
import type { Implementation } from '../tester/implementation/load.ts';
import type { RunResult } from '../tester/result.ts';
import type { Scenario } from '../tester/scenario.ts';
import { casualty } from './casualty.ts';
import type { WatchdogReport } from './child/report.ts';
import { childScripts } from './child-scripts.ts';
import type { ChildData, Job, RecordedRun } from './job.ts';
import { defaultLimits, type Limits } from './limits.ts';

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
}

export interface PoolRun {
  /** Another implementation than the pool's own, for whoever compares many with each other. */
  readonly implementation?: Implementation;
  readonly seed: number;
  readonly recording: 'on' | 'off';
  /** Whether the oracles watch the run; on unless told otherwise. */
  readonly oracles?: 'on' | 'off';
}

/**
 * Child processes that run scenarios on an implementation. Whatever the implementation does, a run
 * ends with a result: a process that hangs or dies costs that one run, and the next gets a fresh one.
 */
export class RunPool {
  readonly #implementation: Implementation;
  readonly #peers: Implementation | undefined;
  readonly #limits: Limits;
  readonly #folder: string;
  readonly #pool: workerpool.Pool;
  readonly #files = new Map<Implementation, string>();
  #lastRun = 0;
  #isClosed = false;

  private constructor(
    options: PoolOptions,
    parts: { folder: string; limits: Limits; main: string; data: ChildData },
  ) {
    this.#implementation = options.implementation;
    this.#peers = options.peers;
    this.#limits = parts.limits;
    this.#folder = parts.folder;
    this.#pool = workerpool.pool(parts.main, {
      workerType: 'process',
      maxWorkers: options.jobs,
      emitStdStreams: true,
      forkArgs: [JSON.stringify(parts.data)],
      forkOpts: {
        ...confinedNode(parts.limits, options.helperThreads ?? true),
        serialization: 'advanced',
        env: bareEnvironment(),
      },
    });
  }

  static async open(options: PoolOptions): Promise<RunPool> {
    const { main, watchdog } = await childScripts();
    const limits = options.limits ?? defaultLimits;
    const folder = mkdtempSync(path.join(tmpdir(), 'raftlab-'));
    const data = { watchdogFile: watchdog, limits };
    return new RunPool(options, { folder, limits, main, data });
  }

  /** Runs a scenario in one of the processes; never rejects for what the implementation does. */
  async run(scenario: Scenario, options: PoolRun): Promise<RunResult> {
    const { result } = await this.#do(scenario, options, async (job) => ({
      result: (await this.#exec('runJob', job)) as RunResult,
    }));
    return result;
  }

  /**
   * Runs a scenario once more to see what happened: its trace and its notes, and what its page shows.
   * A run that has to be ended from outside, even while its page is made, has only a failed result.
   */
  async record(scenario: Scenario, options: Omit<PoolRun, 'recording'>): Promise<RecordedRun> {
    return this.#do(scenario, { ...options, recording: 'on' }, async (job) => {
      return (await this.#exec('recordJob', job)) as RecordedRun;
    });
  }

  async #exec(what: 'runJob' | 'recordJob', job: Job): Promise<unknown> {
    return this.#pool.exec(what, [job], {
      // What a process prints of its own (Node's words about lack of memory) is not for users.
      on: () => undefined,
    });
  }

  async #do(
    scenario: Scenario,
    options: PoolRun,
    exec: (job: Job) => Promise<RecordedRun>,
  ): Promise<RecordedRun> {
    const { seed, recording, oracles = 'on', implementation = this.#implementation } = options;
    const reportFile = path.join(this.#folder, `report-${String(++this.#lastRun)}.json`);
    const implementationFile = this.#fileOf(implementation);
    const { name: test, schedule } = scenario;
    const job: Job = {
      ...{ test, implementationFile, seed, recording, oracles, reportFile },
      ...(schedule === undefined ? {} : { schedule }),
      ...(this.#peers === undefined ? {} : { peersFile: this.#fileOf(this.#peers) }),
    };
    const beganMs = performance.now();
    try {
      const { result, ...rest } = await exec(job);
      const { trace } = result;
      return {
        ...rest,
        result: { ...result, ...(trace === undefined ? {} : { trace: revive(trace) }) },
      };
    } catch (error) {
      // Whoever closed the pool did not do so to hear of failures.
      if (this.#isClosed) return new Promise(() => undefined);
      const reason = error instanceof Error ? error.message : String(error);
      if (!/terminated/i.test(reason)) throw error;
      const result = casualty({
        scenario,
        seed,
        implementation: implementation.name,
        peers: this.#peers?.name,
        realMs: performance.now() - beganMs,
        limits: this.#limits,
        report: readReport(reportFile),
        reason,
      });
      return { result };
    }
  }

  /** Where the processes find an implementation. */
  #fileOf(implementation: Implementation): string {
    const known = this.#files.get(implementation);
    if (known !== undefined) return known;
    const file = path.join(this.#folder, `implementation-${String(this.#files.size)}.json`);
    writeFileSync(file, JSON.stringify(implementation));
    this.#files.set(implementation, file);
    return file;
  }

  /** Ends all processes; runs under way never settle. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#pool.terminate(true);
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/**
 * How to start Node so that memory is bounded: its heap everywhere, and where the system has
 * prlimit all data, which covers array buffers too.
 */
function confinedNode(
  limits: Limits,
  helperThreads: boolean,
): { execPath: string; execArgv: string[] } {
  const flags = [
    ...(helperThreads ? [] : ['--single-threaded']),
    '--expose-gc',
    // The watchdog's limit comes first, as it can say which line took the memory; this one and
    // prlimit's are walls behind it.
    `--max-old-space-size=${String(limits.memoryMb * 2)}`,
  ];
  const prlimit = '/usr/bin/prlimit';
  if (!existsSync(prlimit)) return { execPath: process.execPath, execArgv: flags };
  const dataBytes = limits.memoryMb * 4 * 1024 * 1024;
  return {
    execPath: prlimit,
    execArgv: [`--data=${String(dataBytes)}`, '--core=0', process.execPath, ...flags],
  };
}

/** Dates inside print the same everywhere, and nothing of the caller's environment leaks in. */
function bareEnvironment(): NodeJS.ProcessEnv {
  // Windows does not start programs without this one.
  const { SystemRoot } = process.env;
  return { TZ: 'UTC', LC_ALL: 'C', ...(SystemRoot === undefined ? {} : { SystemRoot }) };
}

function readReport(file: string): WatchdogReport | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as WatchdogReport;
  } catch {
    return undefined;
  }
}

/** Payloads arrive from another process as bare bytes; here they can be decoded again. */
function revive(events: readonly TraceEvent[]): readonly TraceEvent[] {
  return events.map((event) => {
    if ('args' in event) return { ...event, args: new LazyPayload(event.args.bytes) };
    if ('reply' in event) return { ...event, reply: new LazyPayload(event.reply.bytes) };
    if ('command' in event) return { ...event, command: new LazyPayload(event.command.bytes) };
    return event;
  });
}
