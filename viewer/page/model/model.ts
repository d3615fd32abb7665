import { describe, describeHappening } from '../../../sim/trace/describe.ts';
import type { TraceEvent } from '../../../sim/trace/event.ts';
import { eventKinds } from '../../data/columns.ts';
import type { Recording } from '../../data/recording.ts';
import { type ServerView, viewOf } from '../../../report/belief/view.ts';
import type { OpenTrace, RunSummary } from '../../trace-file.ts';
import { unborn } from '../../../report/belief/belief.ts';
import { Legs } from './legs.ts';
import { listProblems, listReasons, type Reason } from './problems.ts';
import { States } from './states.ts';

/** One opened trace with everything the page derives from it. It never changes. */
export class Model {
  readonly result: RunSummary;
  readonly replay: string;
  readonly recording: Recording;
  readonly servers: readonly number[];
  readonly states: States;
  readonly legs: Legs;
  /** Why the run failed, most important first; empty for a passed run. */
  readonly reasons: readonly Reason[];
  /** Positions worth stopping at: the failure, faults, losses, errors on the console. */
  readonly problems: readonly number[];
  /** Positions of everything that is no message, which are far fewer. */
  readonly marks: Int32Array;
  /** The lines of the implementation behind an event, by its number. */
  readonly #places = new Map<number, readonly string[]>();

  constructor({ result, replay, recording }: OpenTrace) {
    this.result = result;
    this.replay = replay;
    this.recording = recording;
    this.servers = Array.from({ length: result.statistics.servers }, (_, server) => server);
    this.states = new States(recording, this.servers.length);
    this.legs = new Legs(recording);
    this.marks = marksOf(recording);
    for (const note of recording.notes) {
      if (note.kind === 'source') this.#places.set(note.event, note.places);
    }
    this.reasons = listReasons(this);
    this.problems = listProblems(recording);
  }

  get length(): number {
    return this.recording.length;
  }

  /** Where the page opens: at the failure, or at the end. */
  get opening(): number {
    return this.reasons[0]?.position ?? Math.max(0, this.length - 1);
  }

  event(position: number): TraceEvent {
    return this.recording.event(position);
  }

  timeMs(position: number): number {
    return this.recording.timesMs[position] ?? 0;
  }

  /** The line people read, as everywhere else. */
  line(position: number): string {
    return describe(this.event(position));
  }

  words(position: number): string {
    return describeHappening(this.event(position));
  }

  views(position: number): readonly ServerView[] {
    const beliefs = this.states.at(position);
    return this.servers.map((server) => viewOf(server, beliefs[server] ?? unborn));
  }

  viewsBefore(position: number): readonly ServerView[] {
    const beliefs = this.states.before(position);
    return this.servers.map((server) => viewOf(server, beliefs[server] ?? unborn));
  }

  places(position: number): readonly string[] {
    const event = this.event(position);
    if (event.kind === 'violation') return this.result.failure?.stack ?? [];
    return this.#places.get(this.recording.numberOf(position)) ?? [];
  }

  /** Whether a server takes part in an event. */
  involves(position: number, server: number): boolean {
    const event = this.event(position);
    if ('from' in event) return event.from === server || event.to === server;
    if ('server' in event) return event.server === server;
    return event.kind === 'violation' && event.servers.includes(server);
  }
}

function marksOf(recording: Recording): Int32Array {
  const last = eventKinds.indexOf('rpc.drop');
  const marks: number[] = [];
  recording.kinds.forEach((kind, position) => {
    if (kind > last) marks.push(position);
  });
  return Int32Array.from(marks);
}
