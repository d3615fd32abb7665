import { fork, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import type { Socket } from 'node:net';
import type { Implementation } from '../../tester/implementation/load.ts';
import type { WatchdogReport } from './child/report.ts';
import {
  keptImplementations,
  type Answer,
  type ChildData,
  type Job,
  type Parcel,
  type RecordedRun,
} from './job.ts';
import type { Limits } from './limits.ts';
import { Recent } from './recent.ts';

export interface RunProcessOptions {
  /** The script it runs. */
  readonly main: string;
  readonly data: ChildData;
  /** Whether the engine may compile and collect garbage in threads of its own. */
  readonly helperThreads: boolean;
}

/** An implementation, and the number under which processes know it. */
export interface Numbered {
  readonly id: number;
  readonly implementation: Implementation;
}

/** A job whose implementations are still to be packed, as each process has others already. */
export type Order = Omit<Job, 'implementation' | 'peers'> & {
  readonly implementation: Numbered;
  readonly peers?: Numbered;
};

/** How a process died. */
export interface Death {
  /** The signal or the exit code, and the last it wrote to stderr. */
  readonly how: string;
  /** What the watchdog wrote, if it was the watchdog that ended it. */
  readonly report: WatchdogReport | undefined;
}

/** What became of an order. */
export type Outcome =
  | { readonly kind: 'done'; readonly run: RecordedRun }
  /** Something of ours threw in the process, which lives on. */
  | { readonly kind: 'defect'; readonly stack: string }
  /** It died before it took the job up: nothing that the job's implementation did. */
  | { readonly kind: 'not begun'; readonly death: Death }
  | { readonly kind: 'died'; readonly death: Death; readonly realMs: number };

interface UnderWay {
  /** When the process took the job up. */
  beganMs: number | undefined;
  readonly settle: (outcome: Outcome) => void;
}

const mostStderrChars = 4_000;

/** A child process that does one job after the other, until it dies. */
export class RunProcess {
  readonly #child: ChildProcess;
  readonly #given = new Recent<number, true>(keptImplementations);
  readonly #ended: Promise<void>;
  #jobsBegun = 0;
  #underWay: UnderWay | undefined;
  #death: Death | undefined;
  #report = '';
  #stderr = '';

  constructor({ main, data, helperThreads }: RunProcessOptions) {
    this.#child = fork(main, [JSON.stringify(data)], {
      ...confinedNode(data.limits, helperThreads),
      serialization: 'advanced',
      env: bareEnvironment(),
      // What a process prints of its own is not for users; Node's last words tell why it died. The
      // watchdog's report comes through a pipe (`reportDescriptor`), so that no file is left behind.
      stdio: ['ignore', 'ignore', 'pipe', 'ipc', 'pipe'],
    });
    this.#child.stderr?.on('data', (chunk: Buffer) => {
      this.#stderr = (this.#stderr + chunk.toString()).slice(-mostStderrChars);
    });
    this.#child.stdio[4]?.on('data', (chunk: Buffer) => {
      this.#report += chunk.toString();
    });
    this.#child.on('message', (answer: Answer) => {
      this.#hear(answer);
    });
    this.#ended = new Promise((resolve) => {
      const end = (how: string): void => {
        this.#end(how);
        resolve();
      };
      // Unlike `exit` this comes when all that the process has sent and written is read.
      this.#child.on('close', (code, signal) => {
        end(signal ?? `exit code ${String(code)}`);
      });
      this.#child.on('error', (error) => {
        // One that never was has no close. Sending to one that has just died is an error as well.
        if (this.#child.pid === undefined) end(error.message);
      });
    });
  }

  get isAlive(): boolean {
    return this.#death === undefined;
  }

  /** Whether it has shown that processes like it can work at all. */
  get hasWorked(): boolean {
    return this.#jobsBegun > 0;
  }

  /** Does a job; whatever becomes of the process, this settles, and never rejects. */
  do({ implementation, peers, ...rest }: Order): Promise<Outcome> {
    if (this.#death !== undefined) {
      return Promise.resolve({ kind: 'not begun', death: this.#death });
    }
    const job: Job = {
      ...rest,
      implementation: this.#pack(implementation),
      ...(peers === undefined ? {} : { peers: this.#pack(peers) }),
    };
    return new Promise((settle) => {
      this.#underWay = { beganMs: undefined, settle };
      this.#holdParent(true);
      // Whether it arrived shows in the answer, or in the death of the process.
      this.#child.send(job, () => undefined);
    });
  }

  /** Ends it, whatever it is doing. */
  async end(): Promise<void> {
    this.#holdParent(true);
    this.#child.kill('SIGKILL');
    await this.#ended;
  }

  /** The process forgets in the same order, as both count the same uses. */
  #pack({ id, implementation }: Numbered): Parcel {
    if (this.#given.use(id) === true) return { id };
    this.#given.keep(id, true);
    return { id, content: implementation };
  }

  #hear(answer: Answer): void {
    const { kind } = answer;
    if (kind !== 'begun') {
      this.#settle(answer);
    } else if (this.#underWay !== undefined) {
      this.#underWay.beganMs = performance.now();
      this.#jobsBegun++;
    }
  }

  #end(how: string): void {
    const lastWords = this.#stderr.trim();
    const death = {
      how: lastWords === '' ? how : `${how}: ${lastWords}`,
      report: parseReport(this.#report),
    };
    this.#death = death;
    const beganMs = this.#underWay?.beganMs;
    if (beganMs === undefined) this.#settle({ kind: 'not begun', death });
    else this.#settle({ kind: 'died', death, realMs: performance.now() - beganMs });
  }

  #settle(outcome: Outcome): void {
    this.#holdParent(false);
    this.#underWay?.settle(outcome);
    this.#underWay = undefined;
  }

  /** A process that has nothing to do keeps nobody from ending. */
  #holdParent(isHeld: boolean): void {
    const { stderr, stdio, channel } = this.#child;
    const handles = [this.#child, channel, stderr as Socket | null, stdio[4] as Socket | null];
    for (const handle of handles) {
      if (isHeld) handle?.ref();
      else handle?.unref();
    }
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
    `--max-old-space-size=${limits.memoryMb * 2}`,
  ];
  const prlimit = '/usr/bin/prlimit';
  if (!existsSync(prlimit)) return { execPath: process.execPath, execArgv: flags };
  const dataBytes = limits.memoryMb * 4 * 1024 * 1024;
  return {
    execPath: prlimit,
    execArgv: [`--data=${dataBytes}`, '--core=0', process.execPath, ...flags],
  };
}

/** Dates inside print the same everywhere, and nothing of the caller's environment leaks in. */
function bareEnvironment(): NodeJS.ProcessEnv {
  // Windows does not start programs without this one.
  const { SystemRoot } = process.env;
  return { TZ: 'UTC', LC_ALL: 'C', ...(SystemRoot === undefined ? {} : { SystemRoot }) };
}

/** Undefined when the process died of something else, or while it was writing. */
function parseReport(text: string): WatchdogReport | undefined {
  try {
    return JSON.parse(text) as WatchdogReport;
  } catch {
    return undefined;
  }
}
