import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { closeSync, constants, openSync, unlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { atEnd } from '../implementation/at-end.ts';
import type { Bundle } from '../../sim/program.ts';
import { Channel } from './channel.ts';
import { FrameWriter } from './frames.ts';

export interface ServerProcessesOptions {
  /** The program and arguments of a process that runs `server-process.ts`, however it is confined. */
  readonly command: readonly [string, ...string[]];
  readonly runtime: Bundle;
  readonly implementation: Bundle;
  /** An empty folder of its own, absolute; it is removed by whoever made it. */
  readonly folder: string;
}

/** How the process of a server came to its end. */
export interface End {
  /** An exit code, or the name of a signal. */
  readonly code: string;
  readonly stderr: string;
}

const mostStderrBytes = 16_000;
const pipesAtOnce = 32;

/** The process of one server, and the way to talk to it. */
export class ServerProcess {
  readonly channel: Channel;
  readonly ended: Promise<End>;
  readonly #child: ChildProcess;
  readonly #descriptors: readonly number[];

  constructor(child: ChildProcess, descriptors: readonly [number, number]) {
    this.#child = child;
    this.#descriptors = descriptors;
    this.channel = new Channel(...descriptors);
    let stderr = '';
    child.stderr?.on('data', (chunk: Buffer) => {
      if (stderr.length < mostStderrBytes) stderr += chunk.toString('utf8');
    });
    child.stderr?.on('error', () => undefined);
    this.ended = new Promise((resolve) => {
      child.on('error', (error) => {
        resolve({ code: error.message, stderr });
      });
      child.on('exit', (code, signal) => {
        resolve({ code: signal ?? String(code), stderr });
      });
    });
  }

  /** Ends the process, whatever it does. */
  end(): void {
    this.#child.kill('SIGKILL');
    this.#child.stderr?.destroy();
    this.#child.unref();
    for (const descriptor of this.#descriptors) closeSync(descriptor);
  }
}

/** Starts processes for servers, and has some ready. Each is given out once. */
export class ServerProcesses {
  readonly #options: ServerProcessesOptions;
  readonly #programFile: string;
  readonly #pipes: string[] = [];
  readonly #ready: ServerProcess[] = [];
  readonly #forget: () => void;
  #made = 0;

  constructor(options: ServerProcessesOptions) {
    this.#options = options;
    this.#forget = atEnd(() => {
      this.close();
    });
    this.#programFile = path.join(options.folder, 'program');
    const { runtime, implementation } = options;
    const frame = new FrameWriter().text(runtime.code).text(runtime.fileName);
    frame.text(implementation.code).text(implementation.fileName).text(implementation.map);
    writeFileSync(this.#programFile, frame.take());
  }

  take(): ServerProcess {
    return this.#ready.shift() ?? this.#start();
  }

  /** Starts so many ahead, as starting one takes as long as a thousand events. */
  prepare(count: number): void {
    while (this.#ready.length < count) this.#ready.push(this.#start());
  }

  close(): void {
    for (const process of this.#ready.splice(0)) process.end();
    this.#forget();
  }

  #start(): ServerProcess {
    const [program, ...args] = this.#options.command;
    const [toServer, fromServer] = [this.#pipe(), this.#pipe()];
    // Whoever opens one end of a pipe waits for the other, unless both are open already.
    const both = [toServer, fromServer].map((pipe) => openSync(pipe, constants.O_RDWR));
    const [read, write] = [constants.O_RDONLY, constants.O_WRONLY];
    const own = [openSync(fromServer, read), openSync(toServer, write)] as const;
    const theirs = [openSync(toServer, read), openSync(fromServer, write)];
    const code = openSync(this.#programFile, read);
    try {
      const child = spawn(program, args, {
        // Dates print the same everywhere, and nothing of our environment leaks in.
        env: { TZ: 'UTC', LC_ALL: 'C' },
        stdio: [code, 'ignore', 'pipe', ...theirs],
      });
      return new ServerProcess(child, [...own]);
    } finally {
      for (const descriptor of [...both, ...theirs, code]) closeSync(descriptor);
      for (const pipe of [toServer, fromServer]) unlinkSync(pipe);
    }
  }

  #pipe(): string {
    if (this.#pipes.length === 0) {
      const made = Array.from({ length: pipesAtOnce }, () =>
        path.join(this.#options.folder, String(++this.#made)),
      );
      execFileSync('mkfifo', ['-m', '600', ...made]);
      this.#pipes.push(...made);
    }
    const next = this.#pipes.pop();
    if (next === undefined) throw new Error('no pipe could be made');
    return next;
  }
}
