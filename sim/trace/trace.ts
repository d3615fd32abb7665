import type { Happening, TraceEvent } from './event.ts';
import { TraceHash } from './hash.ts';
import type { TraceNote } from './note.ts';

/** Sees every event as it happens. May end the run; must not change it in any other way. */
export type TraceListener = (event: TraceEvent) => void;

/** How many of the last events are kept even when nothing is recorded, for error messages. */
const tailLength = 256;

/**
 * The list of everything that happened in a run. The world itself feeds it; scenarios never do.
 * Its hash, its tail and its listeners do not depend on whether it also records.
 */
export class Trace {
  readonly #nowMs: () => number;
  readonly #hash = new TraceHash();
  readonly #events: TraceEvent[] | undefined;
  readonly #notes: TraceNote[] = [];
  readonly #listeners: TraceListener[] = [];
  readonly #reactions: TraceListener[] = [];
  readonly #tail: TraceEvent[] = [];
  #count = 0;
  #closed = false;

  constructor(options: { nowMs: () => number; recording: 'on' | 'off' }) {
    this.#nowMs = options.nowMs;
    this.#events = options.recording === 'on' ? [] : undefined;
  }

  emit(happening: Happening): void {
    if (this.#closed) return;
    // The world makes each happening fresh for the trace, so it may become the event itself.
    const event = happening as Happening & { atMs: number };
    event.atMs = this.#nowMs();
    this.#hash.add(event);
    this.#events?.push(event);
    this.#tail[this.#count++ % tailLength] = event;
    for (const listener of this.#listeners) listener(event);
    for (const reaction of this.#reactions) reaction(event);
  }

  /** Whether notes are kept; whoever makes them at some cost asks before. */
  get isRecording(): boolean {
    return this.#events !== undefined && !this.#closed;
  }

  /** Adds what only a reader of the recorded trace sees. */
  note(note: TraceNote): void {
    if (this.isRecording) this.#notes.push(note);
  }

  /** The number of an event among all of the run, from 0 on, if it was recorded. */
  numberOf(event: TraceEvent): number | undefined {
    const number = this.#events?.lastIndexOf(event) ?? -1;
    return number === -1 ? undefined : number;
  }

  listen(listener: TraceListener): void {
    this.#listeners.push(listener);
  }

  /**
   * Lets something follow an event at the very moment it happens, such as a crash aimed at it. Called
   * when every listener has seen the event, so that all see what follows from it only afterwards.
   */
  react(reaction: TraceListener): void {
    this.#reactions.push(reaction);
  }

  /** The last events, oldest first: all of them, or up to 256. */
  get tail(): readonly TraceEvent[] {
    const start = this.#count % tailLength;
    if (this.#count <= tailLength) return this.#tail.slice();
    return [...this.#tail.slice(start), ...this.#tail.slice(0, start)];
  }

  /** How many events there were. */
  get length(): number {
    return this.#count;
  }

  /** Every event, when recording; otherwise undefined. */
  get events(): readonly TraceEvent[] | undefined {
    return this.#events;
  }

  /** What was noted besides, when recording. */
  get notes(): readonly TraceNote[] {
    return this.#notes;
  }

  /** Ends the trace and gives its fingerprint; what comes later is not part of the run. */
  close(): string {
    this.#closed = true;
    return this.#hash.digest();
  }
}
