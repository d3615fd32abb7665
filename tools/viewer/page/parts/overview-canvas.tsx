import { useCallback, useRef } from 'preact/hooks';
import type { Size } from '../draw/lanes.ts';
import { drawOverview, drawWindow, timeAt } from '../draw/overview.ts';
import type { Pen } from '../draw/pen.ts';
import type { Theme } from '../draw/theme.ts';
import { lowerBound, type Session } from '../session/session.ts';
import { Canvas } from './canvas.tsx';

/** The whole run; dragging across it chooses what the lanes show, a click moves them there. */
export function OverviewCanvas({ session }: { readonly session: Session }) {
  const start = useRef<number | undefined>(undefined);
  const draw = useCallback(
    (pen: Pen, theme: Theme, size: Size) => {
      drawOverview(session, pen, theme, size);
    },
    [session],
  );
  const drawSpan = useCallback(
    (pen: Pen, theme: Theme, size: Size) => {
      drawWindow(session, pen, theme, size);
    },
    [session],
  );
  const onPointer = (event: PointerEvent, size: Size): void => {
    const at = timeAt(session, size.width, event.offsetX);
    if (event.type === 'pointerdown') {
      start.current = at;
      (event.target as Element).setPointerCapture(event.pointerId);
      showTimes(session, at, at);
    } else if (start.current === undefined) return;
    else if (event.type === 'pointermove') showTimes(session, start.current, at);
    else if (event.type === 'pointerup') start.current = undefined;
  };
  // The run stays the same while the window moves, and is drawn anew only at another size.
  return (
    <div class="overview">
      <Canvas
        name="overview"
        className="run"
        label="The whole run in time: each server's role and term, faults, checks and the failure"
        draw={draw}
      />
      <Canvas
        name="window"
        className="window"
        label="The stretch of the run that the lanes show"
        draw={drawSpan}
        onPointer={onPointer}
      />
    </div>
  );
}

/** Shows a stretch of time; an empty one keeps the window's size and moves it there. */
function showTimes(session: Session, a: number, b: number): void {
  const { model, span } = session;
  const toPlace = (ms: number): number => {
    if (session.axis.value === 'time') return ms;
    const position = Math.min(model.length - 1, lowerBound(model.recording.timesMs, ms));
    return session.placeOf(position);
  };
  const [from, to] = [toPlace(Math.min(a, b)), toPlace(Math.max(a, b))];
  const width = span.value.to - span.value.from;
  if (Math.abs(a - b) > 0 && to > from) session.setSpan({ from, to });
  else session.setSpan({ from: from - width / 2, to: from + width / 2 });
  const inside = session.nearest((session.span.value.from + session.span.value.to) / 2);
  const place = session.placeOf(session.cursor.value);
  if (place < session.span.value.from || place > session.span.value.to) session.moveTo(inside);
}
