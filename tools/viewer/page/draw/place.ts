import type { Leg } from '../model/legs.ts';
import type { Geometry } from './frame.ts';

/** Where a message's arrow begins and ends. */
export interface Placed {
  readonly leg: Leg;
  readonly x1: number;
  readonly y1: number;
  readonly x2: number;
  readonly y2: number;
}

export function placeLeg(geometry: Geometry, leg: Leg): Placed {
  const { half } = geometry.layout;
  const down = geometry.serverY(leg.to) > geometry.serverY(leg.from) ? 1 : -1;
  const y1 = geometry.serverY(leg.from) + half * down;
  const arrival = geometry.serverY(leg.to) - (half + 1) * down;
  const x1 = geometry.xOf(leg.start);
  if (leg.end === -1) return { leg, x1, y1, x2: x1 + 14, y2: y1 + (arrival - y1) * 0.3 };
  const x2 = geometry.xOf(leg.end);
  if (leg.lost === undefined) return { leg, x1, y1, x2, y2: arrival };
  if (leg.lost === 'loss') return { leg, x1, y1, x2, y2: y1 + (arrival - y1) * 0.6 };
  // A message that never left ends close to its sender, a little further out for one to further off.
  const lanes = Math.abs(leg.to - leg.from);
  const gap = (Math.abs(arrival - y1) + half * 2) / lanes;
  return { leg, x1, y1, x2, y2: y1 + down * Math.min(gap * 0.62, gap * 0.2 + 9 * lanes) };
}

/** The message whose arrow passes nearest to a point, if one is within reach. */
export function legNear(
  geometry: Geometry,
  point: { readonly x: number; readonly y: number },
  reach: number,
): Leg | undefined {
  let best: Leg | undefined;
  let least = reach;
  geometry.session.model.legs.within(geometry.from, geometry.to, (leg) => {
    if (!geometry.isShown(leg.start)) return;
    const distance = distanceTo(placeLeg(geometry, leg), point);
    if (distance < least) [best, least] = [leg, distance];
  });
  return best;
}

function distanceTo(
  { x1, y1, x2, y2 }: Placed,
  { x, y }: { readonly x: number; readonly y: number },
): number {
  const [dx, dy] = [x2 - x1, y2 - y1];
  const squared = dx * dx + dy * dy;
  const along = squared === 0 ? 0 : ((x - x1) * dx + (y - y1) * dy) / squared;
  const part = Math.max(0, Math.min(1, along));
  return Math.hypot(x - x1 - part * dx, y - y1 - part * dy);
}
