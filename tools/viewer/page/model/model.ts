import { describe, describeHappening } from '../../../../sim/trace/describe.ts';
import type { Hint } from '../../../report/diagnosis/hint.ts';
import type { TraceEvent } from '../../../../sim/trace/event.ts';
import { eventKinds } from '../../data/columns.ts';
import type { Excerpts } from '../../excerpts.ts';
import type { Recording } from '../../data/recording.ts';
import { type ServerView, viewOf } from '../../../report/belief/view.ts';
import type { OpenTrace, RunSummary } from '../../trace-file.ts';
import { unborn } from '../../../report/belief/belief.ts';
import { Legs } from './legs.ts';
import { Evidence } from './evidence.ts';
import { circumstances, type Circumstance, openCheck, violationOf } from './failure.ts';
import { bestMoment, listHighlights } from './highlights.ts';
import { listProblems } from './problems.ts';
import { States } from './states.ts';

/** One opened trace with everything the page derives from it. It never changes. */
export class Model {
  readonly result: RunSummary;
  readonly replay: string;
  readonly recording: Recording;
  readonly servers: readonly number[];
  readonly states: States;
  readonly legs: Legs;
  /** Where the run failed; undefined for one that passed. */
  readonly failure: number | undefined;
  /** What is said of a failure under it in the terminal as well. */
  readonly hints: readonly Hint[];
  readonly evidence: Evidence;
  /** What was going on around the failure; empty for a run that passed. */
  readonly circumstances: readonly Circumstance[];
  /** Positions worth a look in a run that passed. */
  readonly highlights: readonly number[];
  /** Positions worth stopping at: the failure, its evidence, faults, losses, errors on the console. */
  readonly problems: readonly number[];
  /** Positions of everything that is no message, which are far fewer. */
  readonly marks: Int32Array;
  /** Whether any server ever had a log to show: in elections alone there is none. */
  readonly hasLogs: boolean;
  /** The lines of the implementation behind an event, by its number. */
  readonly #places = new Map<number, readonly string[]>();

  /** The implementation's code at the places that the trace names. */
  readonly excerpts: Excerpts;

  constructor({ result, replay, hints, excerpts, recording }: OpenTrace) {
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
    this.failure = violationOf(recording);
    this.hints = hints;
    this.excerpts = excerpts;
    this.evidence = new Evidence(recording, hints);
    this.circumstances = this.failure === undefined ? [] : circumstances(this, this.failure);
    this.highlights = this.failure === undefined ? listHighlights(recording) : [];
    this.hasLogs = this.#findLogs();
    this.problems = listProblems(recording, this.evidence.positions);
  }

  get length(): number {
    return this.recording.length;
  }

  /** Where the page opens: at the failure, or where a run that passed is worth a look. */
  get opening(): number {
    return this.failure ?? bestMoment(this.recording);
  }

  /** What kind of failure it was: a rule of the protocol, a check of the test, or neither. */
  get failureKind(): 'broken rule' | 'failed check' | 'failure' {
    const { failure } = this.result;
    if (failure === undefined || this.failure === undefined) return 'failure';
    if (this.evidence.ofRule(failure.property) !== undefined) return 'broken rule';
    const isInCheck = openCheck(this, this.failure).length > 0;
    return isInCheck && failure.stack.length === 0 ? 'failed check' : 'failure';
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

  text(position: number): string {
    return describeHappening(this.event(position));
  }

  #findLogs(): boolean {
    const isOfLogs = (position: number): boolean => {
      const kind = this.recording.kind(position);
      return kind === 'start' || kind.startsWith('apply');
    };
    if (this.marks.some(isOfLogs)) return true;
    const views = this.length === 0 ? [] : this.views(this.length - 1);
    return views.some(({ log }) => log !== undefined && log.value.entries.length > 0);
  }

  /** What each server believed once an event had happened. */
  views(position: number): readonly ServerView[] {
    // A failure cuts an event short; what the servers had become by then shows at the very end.
    const beliefs = this.states.at(position === this.failure ? this.length - 1 : position);
    return this.servers.map((server) => viewOf(server, beliefs[server] ?? unborn));
  }

  /** What each server believed before it. */
  viewsBefore(position: number): readonly ServerView[] {
    // What a failure changes nothing itself; the event that it cut short did.
    const isCutShort =
      position === this.failure && this.timeMs(position) === this.timeMs(position - 1);
    const beliefs = this.states.before(isCutShort ? position - 1 : position);
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
