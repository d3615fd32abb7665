import type { ContextInside } from '../../sim/context.ts';
import { takeOut } from '../../sim/border.ts';
import type { Random } from '../../sim/random.ts';
import { utf8 } from '../../sim/utf8.ts';
import type { RaftAgent, RaftHost } from '../guest/border.ts';
import { textOfError } from './error-text.ts';
import type { FrameWriter } from './frames.ts';
import { effect } from './protocol.ts';

/** What a server knows of itself when a life begins. */
export interface Beginning {
  readonly random: Random;
  readonly raftState: Uint8Array;
  readonly snapshot: Uint8Array;
  /** Whether the lines that make an effect are told. */
  readonly isRecording: boolean;
}

/**
 * The outside, as the code of one life finds it in a process of its own. What it asks back is known
 * here: the time of the event, its own random numbers, its own saved bytes. What it does is written
 * down, to take effect on the other side.
 */
export class Recorder {
  readonly host: RaftHost;
  readonly random: Random;
  /** The time of the event, as the clock of this machine shows it. */
  nowMs = 0;
  /** What a killed server saves reaches nobody. */
  isKilled = false;
  readonly #reply: FrameWriter;
  readonly #isRecording: boolean;
  #isLooking = false;
  #isSilent = false;
  /** What stopped us halfway. */
  #broken: string | undefined;
  #raftState: Uint8Array;
  #snapshot: Uint8Array;
  #lastTimer = 0;
  #inside: ContextInside<RaftAgent, RaftHost> | undefined;

  constructor(reply: FrameWriter, beginning: Beginning) {
    this.#reply = reply;
    this.random = beginning.random;
    this.#raftState = beginning.raftState;
    this.#snapshot = beginning.snapshot;
    this.#isRecording = beginning.isRecording;
    this.host = guarded(this.#makeHost());
  }

  /** Whose lines are told. */
  watch(inside: ContextInside<RaftAgent, RaftHost>): void {
    this.#inside = inside;
  }

  /** What follows was done later. */
  end(): void {
    if (this.#broken !== undefined) this.#reply.byte(effect.broke).text(this.#broken);
    this.#reply.byte(effect.end);
  }

  /** The life is over: nothing that is left of it is told any more. */
  silence(): void {
    this.#isSilent = true;
  }

  /** Runs code that must only look: nothing it does is told. */
  onlyLooking<T>(visit: () => T): T {
    this.#isLooking = true;
    try {
      return visit();
    } finally {
      this.#isLooking = false;
    }
  }

  /** A promise that nobody handles was rejected. */
  rejected(error: string): void {
    this.#did((reply) => reply.byte(effect.rejected).text(error));
  }

  #did(write: (reply: FrameWriter) => void): void {
    if (this.#isLooking || this.#isSilent) return;
    const { length } = this.#reply;
    try {
      write(this.#reply);
    } catch (error) {
      // The stack is full, in the middle of our own work.
      this.#reply.takeBack(length);
      this.#broken ??= error instanceof Error ? error.message : 'stopped halfway';
      throw error;
    }
  }

  #didFrom(write: (reply: FrameWriter) => void): void {
    if (this.#isRecording && !this.#isLooking) {
      const places = this.#inside?.places() ?? [];
      this.#did((reply) => reply.byte(effect.places).texts(places));
    }
    this.#did(write);
  }

  #makeHost(): RaftHost {
    return {
      now: () => this.nowMs,
      random: () => (this.#isLooking ? 0 : this.random.next()),
      startTimer: (delayMs) => {
        if (this.#isLooking) return 0;
        const id = ++this.#lastTimer;
        this.#did((reply) => reply.byte(effect.startTimer).number(id).number(delayMs));
        return id;
      },
      stopTimer: (id) => {
        this.#did((reply) => reply.byte(effect.stopTimer).number(id));
      },
      print: (level, text) => {
        const shown = this.#inside?.mapText(text) ?? text;
        this.#did((reply) => reply.byte(effect.print).text(level).text(shown));
      },
      ...utf8,
      call: (call, peer, method, args) => {
        this.#didFrom((reply) =>
          reply.byte(effect.call).number(call).number(peer).text(method).blob(args),
        );
      },
      save: (raftState, snapshot) => {
        if (this.isKilled || this.#isLooking) return;
        this.#raftState = raftState;
        this.#snapshot = snapshot;
        this.#didFrom((reply) => reply.byte(effect.save).blob(raftState).blob(snapshot));
      },
      readRaftState: () => this.#raftState,
      readSnapshot: () => this.#snapshot,
      raftStateSize: () => this.#raftState.length,
      snapshotSize: () => this.#snapshot.length,
      offerCommand: (offer, index, command) => {
        this.#didFrom((reply) =>
          reply.byte(effect.offerCommand).number(offer).number(index).blob(command),
        );
      },
      offerSnapshot: (offer, index, term, snapshot) => {
        this.#didFrom((reply) =>
          reply.byte(effect.offerSnapshot).number(offer).number(index).number(term).blob(snapshot),
        );
      },
      replied: (request, bytes) => {
        this.#did((reply) => reply.byte(effect.replied).number(request).blob(bytes));
      },
      handlerFailed: (request, error) => {
        const shown = this.#inside?.explainText(error);
        const text = shown === undefined ? error : textOfError(shown);
        this.#did((reply) => reply.byte(effect.handlerFailed).number(request).text(text));
      },
    };
  }
}

/** Arguments come from inside: only primitives and copies of bytes pass, as in every home. */
function guarded(host: RaftHost): RaftHost {
  const calls = Object.entries(host) as [string, (...args: unknown[]) => unknown][];
  const guardedCalls = calls.map(([name, call]) => [
    name,
    (...args: unknown[]) => call(...args.map(takeOut)),
  ]);
  const made: unknown = Object.fromEntries(guardedCalls);
  return made as RaftHost;
}
