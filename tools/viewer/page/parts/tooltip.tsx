import { showTime } from '../../../../sim/trace/show.ts';
import type { Leg } from '../model/legs.ts';
import type { Session } from '../session/session.ts';

/** What the pointer is over in the lanes. */
export interface Hovered {
  readonly x: number;
  readonly y: number;
  /** The lanes' width: near their right edge the text stands left of the pointer. */
  readonly width: number;
  readonly what:
    { readonly kind: 'message'; readonly leg: Leg } | { readonly kind: 'event'; position: number };
}

const offset = 14;

/** Says what is below the pointer: of a message its kind, what it carries, and what became of it. */
export function Tooltip({
  session,
  hovered: { x, y, width, what },
}: {
  readonly session: Session;
  readonly hovered: Hovered;
}) {
  const { model } = session;
  const position = what.kind === 'message' ? what.leg.start : what.position;
  const side = x > width / 2 ? { right: width - x + offset } : { left: x + offset };
  const css = Object.entries({ ...side, top: y + offset }).map(([name, px]) => [
    name,
    `${Math.round(px)}px`,
  ]);
  return (
    <div
      class="tooltip"
      aria-hidden="true"
      style={Object.fromEntries(css) as Record<string, string>}
    >
      <span class="quiet">{showTime(model.timeMs(position))}</span> {model.text(position)}
      {what.kind === 'message' && <div>{fate(session, what.leg)}</div>}
    </div>
  );
}

function fate({ model }: Session, { start, end, lost, leg }: Leg): string {
  if (end === -1) return 'still under way when the run ended';
  const tookMs = model.timeMs(end) - model.timeMs(start);
  if (lost !== undefined) return `${leg} lost: ${lost}`;
  return `${leg} arrives after ${tookMs.toFixed(2)} ms`;
}
