import { useSignal } from '@preact/signals';
import { useCallback, useRef } from 'preact/hooks';
import { Geometry, lanesLeft, layoutOf } from '../draw/frame.ts';
import { drawLanes, type Size } from '../draw/lanes.ts';
import { legNear } from '../draw/place.ts';
import type { Pen } from '../draw/pen.ts';
import type { Theme } from '../draw/theme.ts';
import { lowerBound, type Session } from '../session/session.ts';
import { Canvas } from './canvas.tsx';
import { type Hovered, Tooltip } from './tooltip.tsx';

const clickSlackPx = 4;
const arrowReachPx = 6;
const markReachPx = 12;

/**
 * The detail lanes: the pointer over an arrow shows its message, click selects the nearest event, drag
 * moves, wheel zooms at the pointer.
 */
export function LanesCanvas({ session }: { readonly session: Session }) {
  const drag = useRef<{ x: number; from: number; to: number; moved: boolean } | undefined>(
    undefined,
  );
  const hovered = useSignal<Hovered | undefined>(undefined);
  const draw = useCallback(
    (pen: Pen, theme: Theme, size: Size) => {
      drawLanes(session, pen, theme, size);
    },
    [session],
  );
  const pick = (event: PointerEvent, size: Size): void => {
    const position = pickAt(session, event.offsetX, event.offsetY, size);
    session.moveTo(position);
  };
  const onPointer = (event: PointerEvent, size: Size): void => {
    if (event.type === 'pointerleave' || event.type === 'pointerdown') hovered.value = undefined;
    if (event.type === 'pointerdown') {
      drag.current = { x: event.offsetX, ...session.span.value, moved: false };
      (event.target as Element).setPointerCapture(event.pointerId);
    } else if (event.type === 'pointermove' && drag.current !== undefined) {
      const { x, from, to } = drag.current;
      if (Math.abs(event.offsetX - x) > clickSlackPx) drag.current.moved = true;
      if (!drag.current.moved) return;
      const by = ((event.offsetX - x) / (size.width - lanesLeft)) * (to - from);
      session.setSpan({ from: from - by, to: to - by });
    } else if (event.type === 'pointermove') {
      hovered.value = whatIsAt(session, event.offsetX, event.offsetY, size);
    } else if (event.type === 'pointerup') {
      if (drag.current?.moved === false) pick(event, size);
      drag.current = undefined;
    } else if (event.type === 'dblclick') session.zoom(1 / 2);
  };
  const onWheel = (event: WheelEvent, size: Size): void => {
    event.preventDefault();
    hovered.value = undefined;
    const isSideways = event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY);
    if (isSideways) session.pan((event.deltaX || event.deltaY) / 1200);
    else
      session.zoom(Math.exp(event.deltaY / 500), geometryOf(session, size).placeAt(event.offsetX));
  };
  return (
    <div class="lanes">
      <Canvas
        name="lanes"
        className="lanes"
        label="Messages and events between the servers; the table and the list beside say the same in words"
        draw={draw}
        onPointer={onPointer}
        onWheel={onWheel}
      />
      {hovered.value !== undefined && <Tooltip session={session} hovered={hovered.value} />}
    </div>
  );
}

function geometryOf(session: Session, { width, height }: Size): Geometry {
  return new Geometry(session, layoutOf(session.model.servers.length, width, height));
}

/** The message whose arrow the pointer is on, or else the event whose mark it is on. */
function whatIsAt(session: Session, x: number, y: number, size: Size): Hovered | undefined {
  const geometry = geometryOf(session, size);
  const { width } = size;
  const position = pickAt(session, x, y, size);
  const kind = session.model.recording.kind(position);
  const off = Math.hypot(geometry.xOf(position) - x, laneOf(geometry, position) - y);
  const isOnMark = off < markReachPx && !kind.startsWith('rpc.');
  if (isOnMark) return { x, y, width, what: { kind: 'event', position } };
  const leg = geometry.isDense ? undefined : legNear(geometry, { x, y }, arrowReachPx);
  return leg === undefined ? undefined : { x, y, width, what: { kind: 'message', leg } };
}

/** The event below the pointer: of those near in time, the one whose lane is nearest. */
function pickAt(session: Session, x: number, y: number, size: Size): number {
  const geometry = geometryOf(session, size);
  const nearest = session.nearest(geometry.placeAt(x));
  const { positions } = session.shown.value;
  const reach = session.axis.value === 'order' ? 10 : 6;
  let best = nearest;
  let distance = Infinity;
  for (const position of positionsAround(positions, nearest)) {
    const off = Math.abs(geometry.xOf(position) - x);
    if (off > reach) continue;
    const total = Math.hypot(off, Math.abs(laneOf(geometry, position) - y) * 0.5);
    if (total < distance) [best, distance] = [position, total];
  }
  return best;
}

function positionsAround(positions: Int32Array, position: number): number[] {
  const at = lowerBound(positions, position);
  return [...positions.subarray(Math.max(0, at - 40), at + 40)];
}

function laneOf(geometry: Geometry, position: number): number {
  const { recording } = geometry.session.model;
  const kind = recording.kind(position);
  if (kind.startsWith('check') || kind === 'violation') return geometry.layout.checkY;
  const isAtPeer = kind === 'rpc.deliver' || kind === 'rpc.reply';
  return geometry.serverY(recording.field(isAtPeer ? 'peer' : 'server', position));
}
