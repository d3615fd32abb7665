import type { RaftInside, RaftLife, RaftRealm } from '../realm.ts';
import { ChannelClosed } from './channel.ts';
import { ProcessInside } from './outside.ts';
import type { End, ServerProcess, ServerProcesses } from './server-processes.ts';

/** The process of a server did not come to life, whatever code it was to run. */
export class NotStarted extends Error {
  readonly ended: Promise<End>;

  constructor({ ended }: ServerProcess) {
    super('the process of a server did not start');
    this.ended = ended;
  }
}

/** Waits for the first frame of a process, which says that it is there. */
function greet(process: ServerProcess): void {
  try {
    process.channel.read();
  } catch (error) {
    if (error instanceof ChannelClosed) throw new NotStarted(process);
    throw error;
  }
}

/** A server whose process has ended by itself, or by a limit, in the midst of a run. */
export interface LostServer extends End {
  readonly server: number;
}

export interface ProcessRealmOptions {
  readonly processes: ServerProcesses;
  readonly recording: 'on' | 'off';
  /** Told around the start of a process, which may take its time without anything being wrong. */
  readonly onStart?: (server: number, phase: 'starts' | 'has started') => void;
}

/** What is known of one server's lives. */
interface Lives {
  readonly process: ServerProcess;
  begun: number;
  /** Those that ended since the last one began. */
  over: number[];
}

/**
 * The realm of a run whose code nobody trusts: each server has a process of its own, which is told
 * the events of its server and says what the code did. The world, the rules and the verdict are on
 * this side, and evaluate nothing that comes from there.
 *
 * A server keeps its process through all its lives in one run, since starting one takes as long as a
 * thousand events: code that has got out of its context could remember there what a crash should have
 * made it forget, and nothing else.
 */
export class ProcessRealm implements RaftRealm {
  readonly #options: ProcessRealmOptions;
  readonly #lives = new Map<number, Lives>();
  #lost: number | undefined;

  constructor(options: ProcessRealmOptions) {
    this.#options = options;
  }

  begin(life: RaftLife): RaftInside {
    const { processes, onStart } = this.#options;
    const known = this.#lives.get(life.server);
    const lives = known ?? { process: processes.take(), begun: 0, over: [] };
    this.#lives.set(life.server, lives);
    if (known === undefined) {
      onStart?.(life.server, 'starts');
      greet(lives.process);
    }
    const id = ++lives.begun;
    const { channel } = lives.process;
    const over = lives.over.splice(0);
    const onEnd = (): void => {
      lives.over.push(id);
    };
    const onLost = (): void => {
      this.#lost ??= life.server;
    };
    const isRecording = this.#options.recording === 'on';
    const inside = new ProcessInside({ channel, id, life, isRecording, over, onEnd, onLost });
    if (known === undefined) onStart?.(life.server, 'has started');
    return inside;
  }

  /** The first server whose process has ended, and how it did, if there is one. */
  async lost(): Promise<LostServer | undefined> {
    const server = this.#lost;
    const end = server === undefined ? undefined : await this.#lives.get(server)?.process.ended;
    return server === undefined || end === undefined ? undefined : { server, ...end };
  }

  /** The run is over: nothing of it lives on. */
  close(): void {
    for (const { process } of this.#lives.values()) process.end();
    this.#lives.clear();
  }
}
