import { BorderError } from '../../sim/border.ts';
import type { MappedError, Reachable } from '../../sim/realm.ts';
import type { RaftAgent, RaftHost } from '../guest/border.ts';
import type { RaftInside, RaftLife } from '../realm.ts';
import { ChannelClosed, type Channel } from './channel.ts';
import { errorOfText } from './error-text.ts';
import { FrameReader, FrameWriter } from './frames.ts';
import { alone, answered, ask, effect } from './protocol.ts';

/** What the other side said cannot have been said by our part of it. */
export class Forged extends BorderError {}

/** An error inside, in the words of the other side. */
class ErrorInside extends Error {
  readonly text: string;

  constructor(text: string) {
    super('an error inside');
    this.text = text;
  }
}

export interface OutsideOptions {
  readonly channel: Channel;
  /** Of this life, among all of its server. */
  readonly id: number;
  readonly life: RaftLife;
  readonly isRecording: boolean;
  /** Lives that are over since the one before began. */
  readonly over: readonly number[];
  readonly onEnd: () => void;
  /** The other side has ended. */
  readonly onLost: () => void;
}

/**
 * One life whose code runs in another process, seen from here. Each call is a question and an answer,
 * and what the code did in between takes effect here, in its order, by calls of the host's functions.
 * Nothing in an answer is trusted to make sense.
 */
export class ProcessInside implements RaftInside {
  readonly agent: Reachable<RaftAgent>;
  readonly #channel: Channel;
  readonly #id: number;
  readonly #host: RaftHost;
  readonly #rejected: (description: string) => void;
  readonly #question = new FrameWriter();
  #places: readonly string[] = [];
  #broken: Error | undefined;
  readonly #onEnd: () => void;
  readonly #onLost: () => void;
  #isOver = false;
  /** What is left of the event, and by whom it is known. */
  #rest: 'none' | 'inside' | FrameReader = 'none';
  /** What GetState said when the event was over, until something else is asked. */
  #state: FrameReader | undefined;

  constructor(options: OutsideOptions) {
    this.#channel = options.channel;
    this.#id = options.id;
    this.#host = options.life.host;
    this.#onEnd = options.onEnd;
    this.#onLost = options.onLost;
    this.#rejected = options.life.rejected;
    this.agent = this.#makeAgent();
    try {
      this.#begin(options);
    } catch {
      // Code that cannot even be read is the failure of its server, told when it is to be loaded.
    }
  }

  load(): void {
    this.#ask(ask.load);
  }

  /** Promises of the other side never come here. */
  owns(): boolean {
    return false;
  }

  settle(): boolean {
    const rest = this.#rest;
    this.#rest = 'none';
    if (rest === 'none' || this.#isOver) return false;
    return this.#believing(() => {
      if (rest === 'inside') this.#open(ask.settle);
      const frame = rest === 'inside' ? this.#talk() : rest;
      const didSomething = this.#apply(frame);
      this.#state = frame;
      return didSomething;
    });
  }

  explain(error: unknown): MappedError {
    if (error instanceof ErrorInside) return this.explainText(error.text);
    return { message: error instanceof Error ? error.message : 'an error', stack: [] };
  }

  /** The other side has put the frames into the sources already. */
  explainText(description: string): MappedError {
    return errorOfText(description);
  }

  mapText(text: string): string {
    return text;
  }

  places(): readonly string[] {
    return this.#places;
  }

  end(): void {
    this.#isOver = true;
    this.#onEnd();
  }

  #begin({ life, isRecording, over }: OutsideOptions): void {
    const { host, random } = life;
    const { c, s0, s1, s2 } = random.state();
    const question = this.#open(ask.begin);
    for (const part of [c, s0, s1, s2]) question.number(part);
    question
      .blob(host.readRaftState())
      .blob(host.readSnapshot())
      .byte(isRecording ? 1 : 0);
    for (const id of over) question.number(id);
    question.number(0);
    this.#answer(ask.begin);
  }

  #makeAgent(): Reachable<RaftAgent> {
    return {
      fire: (timer) => {
        this.#open(ask.fire).number(timer);
        this.#answer(ask.fire);
      },
      make: (servers, me) => {
        this.#open(ask.make).number(servers).number(me);
        this.#answer(ask.make);
      },
      handlers: () => textOf(this.#ask(ask.handlers)),
      start: (command) => {
        this.#open(ask.start).blob(command);
        const text = textOf(this.#answer(ask.start));
        if (!/^-?\d{1,16} -?\d{1,16} [01]$/.test(text)) throw new Forged('an answer of Start');
        return text;
      },
      getState: () => {
        const known = this.#state;
        this.#state = undefined;
        const state = known === undefined ? this.#ask(ask.getState) : readAnswer(known);
        if (!Number.isSafeInteger(state)) throw new Forged('an answer of GetState');
        return state as number;
      },
      snapshot: (index, snapshot) => {
        this.#open(ask.snapshot).number(index).blob(snapshot);
        this.#answer(ask.snapshot);
      },
      inspect: () => {
        const answer = this.#ask(ask.inspect);
        return typeof answer === 'number' ? undefined : answer;
      },
      persistBytes: () => Number(this.#ask(ask.persistBytes)),
      kill: () => {
        this.#ask(ask.kill);
      },
      handle: (request, method, args) => {
        this.#open(ask.handle).number(request).text(method).blob(args);
        this.#answer(ask.handle);
      },
      returned: (call, reply) => {
        const question = this.#open(ask.returned)
          .number(call)
          .byte(reply === undefined ? 0 : 1);
        if (reply !== undefined) question.blob(reply);
        this.#answer(ask.returned);
      },
      taken: (offer) => {
        this.#open(ask.taken).number(offer);
        this.#answer(ask.taken);
      },
    };
  }

  #open(kind: number): FrameWriter {
    return this.#question.byte(kind).number(this.#id).number(this.#host.now());
  }

  #ask(kind: number): string | number | Uint8Array | undefined {
    this.#open(kind);
    return this.#answer(kind);
  }

  /** Sends the question that is written, and lets take effect what was done before the answer. */
  #answer(kind: number): string | number | Uint8Array | undefined {
    this.#state = undefined;
    // It seldom happens that more is asked before the event is over.
    if (this.#rest instanceof FrameReader) this.#apply(this.#rest);
    return this.#believing(() => {
      const frame = this.#talk();
      this.#rest = alone.has(kind) ? frame : 'inside';
      this.#apply(frame);
      return readAnswer(frame);
    });
  }

  #talk(): FrameReader {
    // Who has once said what nobody can say is not asked again.
    if (this.#broken !== undefined) throw this.#broken;
    this.#channel.write(this.#question.take());
    // A copy: what is left of an event is read after other frames have come.
    return new FrameReader(Buffer.from(this.#channel.read()));
  }

  /** Runs what depends on the other side's words. */
  #believing<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      if (error instanceof ErrorInside || !(error instanceof Error)) throw error;
      this.#broken ??= error;
      if (error instanceof ChannelClosed) this.#onLost();
      throw error;
    }
  }

  /** @returns whether there was anything to do */
  #apply(frame: FrameReader): boolean {
    const host = this.#host;
    for (let count = 0; ; count++) {
      const kind = frame.byte();
      if (kind === effect.end) return count > 0;
      if (kind === effect.places) {
        this.#places = frame.texts();
        continue;
      }
      this.#take(kind, frame, host);
      this.#places = [];
    }
  }

  #take(kind: number, frame: FrameReader, host: RaftHost): void {
    switch (kind) {
      case effect.startTimer: {
        const id = frame.number();
        const given = host.startTimer(frame.number()) as number | undefined;
        if (given !== undefined && given !== id) throw new Forged('a timer');
        return;
      }
      case effect.stopTimer:
        host.stopTimer(frame.number());
        return;
      case effect.print:
        host.print(frame.text(), frame.text());
        return;
      case effect.call:
        host.call(frame.number(), frame.number(), frame.text(), frame.blob());
        return;
      case effect.save:
        host.save(frame.blob(), frame.blob());
        return;
      case effect.offerCommand:
        host.offerCommand(frame.number(), frame.number(), frame.blob());
        return;
      case effect.offerSnapshot:
        host.offerSnapshot(frame.number(), frame.number(), frame.number(), frame.blob());
        return;
      case effect.replied:
        host.replied(frame.number(), frame.blob());
        return;
      case effect.handlerFailed:
        host.handlerFailed(frame.number(), frame.text());
        return;
      case effect.rejected:
        this.#rejected(frame.text());
        return;
      case effect.broke:
        throw new BorderError(frame.text());
      default:
        throw new Forged('something that no server does');
    }
  }
}

function readAnswer(frame: FrameReader): string | number | Uint8Array | undefined {
  const kind = frame.byte();
  switch (kind) {
    case answered.nothing:
      return undefined;
    case answered.number:
      return frame.number();
    case answered.text:
      return frame.text();
    case answered.bytes:
      return frame.blob();
    case answered.threw:
      throw new ErrorInside(frame.text());
    default:
      throw new Forged('an answer');
  }
}

function textOf(answer: unknown): string {
  if (typeof answer === 'string') return answer;
  throw new Forged('an answer that is no text');
}
