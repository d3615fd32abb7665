import { batch, computed, type ReadonlySignal, type Signal, signal } from '@preact/signals';
import type { ServerView } from '../../../report/belief/view.ts';
import type { Difference } from '../model/compare.ts';
import type { Step } from '../model/follow.ts';
import { applyFilter, defaultFilter, type Filter, type Shown } from '../model/filter.ts';
import type { Model } from '../model/model.ts';

/** What the horizontal axis of the lanes counts. */
export type Axis = 'order' | 'time';

/** A stretch of the axis: shown events, or milliseconds. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

export interface Comparison {
  readonly other: Model;
  readonly difference: Difference;
}

/** How many events the lanes show when the page opens. */
const openingEvents = 56;
const fewestEvents = 8;
const shortestMs = 0.05;

/**
 * Everything about the page that can change: where the reader looks and how. The parts of the page
 * read the signals and call the methods; they never talk to each other.
 */
export class Session {
  readonly model: Model;
  readonly cursor: Signal<number>;
  readonly axis: Signal<Axis> = signal('order');
  readonly span: Signal<Span> = signal({ from: 0, to: 1 });
  readonly filter: Signal<Filter> = signal(defaultFilter);
  readonly followed: Signal<number | undefined> = signal(undefined);
  readonly query = signal('');
  readonly found: Signal<Int32Array | undefined> = signal(undefined);
  readonly comparison: Signal<Comparison | undefined> = signal(undefined);
  readonly isHelpOpen = signal(false);
  readonly isFilterOpen = signal(false);
  /** Says in words what just happened, for those who do not see it. */
  readonly announcement = signal('');
  /** Says on the screen why nothing happened; empty when something did. */
  readonly notice = signal('');
  /** What became of the followed index; undefined until that is found out. */
  readonly steps: Signal<readonly Step[] | undefined> = signal(undefined);
  readonly shown: ReadonlySignal<Shown>;
  /** The positions shown that are no messages. */
  readonly shownMarks: ReadonlySignal<Int32Array>;
  /** Each position's place on the axis. */
  readonly places: ReadonlySignal<Float64Array>;
  readonly views: ReadonlySignal<readonly ServerView[]>;
  readonly viewsBefore: ReadonlySignal<readonly ServerView[]>;

  constructor(model: Model) {
    this.model = model;
    this.cursor = signal(model.opening);
    this.shown = computed(() =>
      applyFilter(model.recording, this.filter.value, model.evidence.positions),
    );
    this.shownMarks = computed(() => {
      const { isShown } = this.shown.value;
      return model.marks.filter((position) => isShown[position] === 1);
    });
    this.places = computed(() =>
      this.axis.value === 'order' ? this.shown.value.order : model.recording.timesMs,
    );
    this.views = computed(() => model.views(this.cursor.value));
    this.viewsBefore = computed(() => model.viewsBefore(this.cursor.value));
    this.lookAround(openingEvents);
  }

  /** The place of a position on the axis; the middle of its column where order counts. */
  placeOf(position: number): number {
    const place = this.places.value[position] ?? 0;
    return this.axis.value === 'order' ? place + 0.5 : place;
  }

  /** The whole axis. */
  get extent(): Span {
    if (this.axis.value === 'order')
      return { from: 0, to: Math.max(1, this.shown.value.positions.length) };
    return { from: 0, to: Math.max(shortestMs, this.model.timeMs(this.model.length - 1)) };
  }

  /** Selects an event, and moves the window there when it lies outside. */
  moveTo(position: number): void {
    const target = Math.max(0, Math.min(this.model.length - 1, position));
    batch(() => {
      this.cursor.value = target;
      this.reveal();
      this.announcement.value = this.model.line(target);
      this.notice.value = '';
    });
  }

  /** Says why a key or a button changes nothing. */
  say(text: string): void {
    this.announcement.value = text;
    this.notice.value = text;
  }

  /** Moves to the next shown event that fits, in one direction; says so when there is none. */
  step(direction: 1 | -1, what: string, fits: (position: number) => boolean = () => true): void {
    const { positions } = this.shown.value;
    const start = lowerBound(positions, this.cursor.value);
    const isOn = positions[start] === this.cursor.value;
    let i = direction === 1 ? (isOn ? start + 1 : start) : start - 1;
    for (; i >= 0 && i < positions.length; i += direction) {
      const position = positions[i];
      if (position !== undefined && fits(position)) {
        this.moveTo(position);
        return;
      }
    }
    this.#sayNone(direction, what);
  }

  #sayNone(direction: 1 | -1, what: string): void {
    this.say(`There is no ${what} ${direction === 1 ? 'after' : 'before'} this one.`);
  }

  /** Moves along a list of positions, whether they are shown or not. */
  stepIn(list: ArrayLike<number>, direction: 1 | -1, what: string): void {
    const at = lowerBound(list, this.cursor.value);
    const i = direction === -1 ? at - 1 : list[at] === this.cursor.value ? at + 1 : at;
    const target = list[i];
    if (target !== undefined) this.moveTo(target);
    else this.#sayNone(direction, what);
  }

  /** Shows about so many events, with the cursor in view. */
  lookAround(events: number): void {
    const { positions } = this.shown.value;
    const at = lowerBound(positions, this.cursor.value);
    const half = events / 2;
    const first = Math.max(0, Math.min(positions.length - events, Math.round(at - half)));
    const last = Math.min(positions.length - 1, first + events);
    if (this.axis.value === 'order') {
      this.setSpan({ from: first - 0.5, to: Math.max(last, first + 1) + 1.5 });
      return;
    }
    const from = this.model.timeMs(positions[first] ?? 0);
    const to = this.model.timeMs(positions[last] ?? 0);
    const marginMs = Math.max(0.5, (to - from) * 0.04);
    this.setSpan({ from: from - marginMs, to: to + marginMs });
  }

  setSpan(span: Span): void {
    const { extent } = this;
    const whole = extent.to - extent.from;
    const least = this.axis.value === 'order' ? fewestEvents : shortestMs;
    const length = Math.max(least, Math.min(span.to - span.from, whole * 1.04));
    const margin = length * 0.06;
    const middle = (span.from + span.to) / 2;
    const earliest = Math.max(extent.from - margin, middle - length / 2);
    const from = Math.max(extent.from - margin, Math.min(earliest, extent.to + margin - length));
    this.span.value = { from, to: from + length };
  }

  zoom(factor: number, at: number = this.placeOf(this.cursor.value)): void {
    const { from, to } = this.span.value;
    const anchor = Math.max(from, Math.min(to, at));
    this.setSpan({ from: anchor - (anchor - from) * factor, to: anchor + (to - anchor) * factor });
  }

  /** Moves the window by a part of its own width. */
  pan(part: number): void {
    const { from, to } = this.span.value;
    const by = (to - from) * part;
    this.setSpan({ from: from + by, to: to + by });
  }

  setAxis(axis: Axis): void {
    if (axis === this.axis.value) return;
    const { from, to } = this.positionsInSpan();
    const { order } = this.shown.value;
    const events = Math.max(fewestEvents, (order[to] ?? 0) - (order[from] ?? 0));
    batch(() => {
      this.axis.value = axis;
      this.lookAround(events);
      this.announcement.value = `The lanes' axis counts ${axis === 'order' ? 'events' : 'time'}.`;
    });
  }

  /** Filters as they were when the page opened. */
  resetFilter(): void {
    this.setFilter(defaultFilter);
    this.filter.value = defaultFilter;
  }

  setFilter(change: Partial<Filter>): void {
    const { from, to } = this.positionsInSpan();
    batch(() => {
      this.filter.value = { ...this.filter.value, ...change };
      if (this.axis.value === 'order') {
        const { order } = this.shown.value;
        const width = this.span.value.to - this.span.value.from;
        const middle = ((order[from] ?? 0) + (order[to] ?? 0)) / 2;
        this.setSpan({ from: middle - width / 2, to: middle + width / 2 });
      }
      this.reveal();
      this.announcement.value = `${this.shown.value.positions.length} events are shown.`;
    });
  }

  /** The first and the last position inside the window, hidden ones included. */
  positionsInSpan(): { from: number; to: number } {
    const { from, to } = this.span.value;
    const places = this.places.value;
    const last = Math.max(0, this.model.length - 1);
    return {
      from: Math.min(last, lowerBound(places, from)),
      to: Math.max(0, Math.min(last, lowerBound(places, to + 1e-9) - 1)),
    };
  }

  /** The shown position nearest to a place on the axis. */
  nearest(place: number): number {
    const { positions } = this.shown.value;
    let best = this.cursor.value;
    let distance = Infinity;
    const places = this.places.value;
    const around = lowerBound(places, place);
    const at = lowerBound(positions, around);
    for (let i = at - 2; i <= at + 2; i++) {
      const position = positions[i];
      if (position === undefined) continue;
      const off = Math.abs(this.placeOf(position) - place);
      if (off < distance) [best, distance] = [position, off];
    }
    return best;
  }

  /** Moves the window so that the cursor lies inside, with some air around it. */
  reveal(): void {
    const place = this.placeOf(this.cursor.value);
    const { from, to } = this.span.value;
    const width = to - from;
    const air = width * 0.04;
    if (place >= from + air && place <= to - air) return;
    this.setSpan({ from: place - width / 2, to: place + width / 2 });
  }
}

/** The first place in a rising list whose value is not below `value`. */
export function lowerBound(list: ArrayLike<number>, value: number): number {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((list[middle] ?? 0) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
