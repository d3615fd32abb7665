import { lowerBound, type Session } from '../session/session.ts';
import type { Pen } from './pen.ts';
import type { Theme } from './theme.ts';

/** Where the lanes lie on the drawing: one for clients, one a server, one for checks. */
export interface Layout {
  readonly width: number;
  readonly height: number;
  /** Where the lanes begin, right of their names. */
  readonly left: number;
  readonly clientY: number;
  readonly serverYs: readonly number[];
  readonly checkY: number;
  /** Half the height of a server's band. */
  readonly half: number;
}

/** Where the lanes begin, right of their names. */
export const lanesLeft = 46;
const axisHeight = 22;
const clientHeight = 24;
const checkHeight = 26;

export function layoutOf(servers: number, width: number, height: number): Layout {
  const top = axisHeight + clientHeight;
  const laneHeight = (height - top - checkHeight - 6) / servers;
  return {
    width,
    height,
    left: lanesLeft,
    clientY: axisHeight + clientHeight / 2,
    serverYs: Array.from({ length: servers }, (_, i) => top + laneHeight * (i + 0.5)),
    checkY: height - checkHeight / 2 - 4,
    half: Math.max(5, Math.min(9, laneHeight / 6)),
  };
}

/** Where on the lanes everything is: how the axis maps to the drawing. */
export class Geometry {
  readonly session: Session;
  readonly layout: Layout;
  /** Positions in the window, hidden ones included. */
  readonly from: number;
  readonly to: number;
  /** Whether so much is in view that details would only be a blur. */
  readonly isDense: boolean;
  readonly #start: number;
  readonly #scale: number;
  readonly #places: Float64Array;
  readonly #shown: Uint8Array;
  readonly #isInColumns: boolean;

  constructor(session: Session, layout: Layout) {
    this.session = session;
    this.layout = layout;
    const span = session.span.value;
    const { from, to } = session.positionsInSpan();
    this.from = from;
    this.to = to;
    this.#start = span.from;
    this.#scale = (layout.width - layout.left) / (span.to - span.from);
    this.#places = session.places.value;
    // On the axis of order a shown event stands in the middle of its column.
    this.#isInColumns = session.axis.value === 'order';
    const { order, isShown } = session.shown.value;
    this.#shown = isShown;
    this.isDense = (order[to] ?? 0) - (order[from] ?? 0) > 700;
  }

  /** Where a place on the axis is. */
  x(place: number): number {
    return this.layout.left + (place - this.#start) * this.#scale;
  }

  /** Where an event is. */
  xOf(position: number): number {
    const half = this.#isInColumns ? (this.#shown[position] ?? 0) / 2 : 0;
    return this.x((this.#places[position] ?? 0) + half);
  }

  /** The place on the axis below a point of the drawing. */
  placeAt(x: number): number {
    return this.#start + (x - this.layout.left) / this.#scale;
  }

  serverY(server: number): number {
    return this.layout.serverYs[server] ?? 0;
  }

  /** Positions in the window that are no messages and are shown. */
  marks(): Int32Array {
    const marks = this.session.shownMarks.value;
    const first = lowerBound(marks, this.from);
    const last = lowerBound(marks, this.to + 1);
    return marks.subarray(first, last);
  }

  isShown(position: number): boolean {
    return this.#shown[position] === 1;
  }
}

/** One drawing of the lanes: what to draw, and on what. */
export class Frame extends Geometry {
  readonly pen: Pen;
  readonly theme: Theme;
  readonly #boxes: { x: number; y: number; width: number; height: number }[] = [];

  constructor(session: Session, pen: Pen, theme: Theme, layout: Layout) {
    super(session, layout);
    this.pen = pen;
    this.theme = theme;
  }

  /** Reserves room for a label; false when another has it already or it would leave the drawing. */
  reserve(x: number, y: number, width: number, height: number): boolean {
    const { layout } = this;
    if (x < layout.left || x + width > layout.width) return false;
    const box = { x: x - 2, y: y - height / 2, width: width + 4, height };
    const isTaken = this.#boxes.some(
      (other) =>
        box.x < other.x + other.width &&
        other.x < box.x + box.width &&
        box.y < other.y + other.height &&
        other.y < box.y + box.height,
    );
    if (!isTaken) this.#boxes.push(box);
    return !isTaken;
  }
}
