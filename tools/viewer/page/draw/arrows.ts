import { type Leg, lookCount, type Topic } from '../model/legs.ts';
import type { Frame } from './frame.ts';
import { legLabel } from './label.ts';
import { type Placed, placeLeg } from './place.ts';
import type { Stroke } from './pen.ts';

/** Arrows in view beyond which only their lines are drawn, and of equal ones on a pixel only one. */
const detailed = 400;
const labelled = 110;

/** All messages in view: requests as lines, replies dashed, lost ones ending in a cross. */
export function drawArrows(frame: Frame): void {
  const placed = place(frame);
  const isDetailed = placed.length <= detailed;
  const batches = new Map<string, { stroke: Stroke; lines: number[] }>();
  const heads = new Map<string, number[]>();
  const crosses: number[] = [];
  const quietCrosses: number[] = [];
  for (const { leg, x1, y1, x2, y2 } of placed) {
    const isReply = leg.leg === 'reply';
    const isQuiet = isExpected(leg);
    const key = `${leg.topic} ${String(isReply)} ${String(isQuiet)}`;
    let batch = batches.get(key);
    if (batch === undefined) {
      const stroke = strokeOf(frame, leg.topic, isReply, isDetailed);
      batch = { stroke: isQuiet ? { ...stroke, alpha: 0.35 } : stroke, lines: [] };
      batches.set(key, batch);
    }
    batch.lines.push(x1, y1, x2, y2);
    if (leg.lost !== undefined) {
      const size = isDetailed ? (isQuiet ? 2.5 : 4) : 2;
      addCross(isQuiet ? quietCrosses : crosses, x2, y2, size);
    } else if (isDetailed && leg.end !== -1) addHead(heads, leg.topic, [x1, y1, x2, y2]);
  }
  for (const { stroke, lines } of batches.values()) frame.pen.lines(lines, stroke);
  for (const [topic, triangles] of heads) {
    frame.pen.triangles(triangles, frame.theme[topic as Topic]);
  }
  const look = isDetailed ? { width: 2.2 } : { width: 1, alpha: 0.7 };
  frame.pen.lines(crosses, { color: frame.theme.lost, ...look });
  frame.pen.lines(quietCrosses, { color: frame.theme.muted, width: 1, alpha: 0.6 });
  if (!isDetailed) return;
  const losses = placed.filter(({ leg }) => leg.lost !== undefined && !isExpected(leg));
  for (const { x2, y2 } of losses) frame.reserve(x2 - 4, y2, 8, 9);
  for (const each of losses) labelLoss(frame, each);
  if (placed.length > labelled) return;
  for (const each of placed) if (each.leg.lost === undefined) labelArrow(frame, each);
}

/** What a server that is cut off sends is lost as a matter of course, as its lane shows. */
function isExpected(leg: Leg): boolean {
  return leg.lost === 'link down';
}

/** Draws one RPC's arrows once more, thick, because it is selected. */
export function drawSelected(frame: Frame, id: number): void {
  for (const leg of frame.session.model.legs.ofRpc(id)) {
    if (leg.start > frame.to || (leg.end !== -1 && leg.end < frame.from)) continue;
    const { x1, y1, x2, y2 } = placeLeg(frame, leg);
    const color = frame.theme[leg.topic];
    frame.pen.lines([x1, y1, x2, y2], { color: frame.theme.mark, width: 7, alpha: 0.45 });
    frame.pen.lines([x1, y1, x2, y2], {
      color,
      width: 2.6,
      ...(leg.leg === 'reply' ? { dash: [6, 4] } : {}),
    });
    if (leg.lost === undefined) continue;
    const cross = [x2 - 5, y2 - 5, x2 + 5, y2 + 5, x2 - 5, y2 + 5, x2 + 5, y2 - 5];
    frame.pen.lines(cross, { color: frame.theme.lost, width: 3 });
  }
}

function place(frame: Frame): Placed[] {
  const { legs } = frame.session.model;
  if (legs.count(frame.from, frame.to) > detailed * 3) return placeDistinct(frame);
  const placed: Placed[] = [];
  legs.within(frame.from, frame.to, (leg) => {
    if (frame.isShown(leg.start)) placed.push(placeLeg(frame, leg));
  });
  return placed;
}

/** Where thousands are in view: of all that start on one pixel and look the same, the first. */
function placeDistinct(frame: Frame): Placed[] {
  const { layout } = frame;
  const { legs } = frame.session.model;
  const { all, looks, starts } = legs;
  const seen = new Uint8Array((Math.ceil(layout.width) + 1) * lookCount);
  const placed: Placed[] = [];
  const end = legs.firstFrom(frame.to + 1);
  for (let i = legs.firstFrom(frame.from); i < end; i++) {
    const start = starts[i] ?? 0;
    if (!frame.isShown(start)) continue;
    const pixel = Math.max(0, Math.min(layout.width, Math.round(frame.xOf(start))));
    const cell = pixel * lookCount + (looks[i] ?? 0);
    if (seen[cell] === 1) continue;
    seen[cell] = 1;
    const leg = all[i];
    if (leg === undefined || (frame.isDense && isExpected(leg))) continue;
    placed.push(placeLeg(frame, leg));
  }
  return placed;
}

function strokeOf(frame: Frame, topic: Topic, isReply: boolean, isDetailed: boolean): Stroke {
  const color = frame.theme[topic];
  if (!isDetailed) return { color, width: 1, alpha: frame.isDense ? 0.22 : isReply ? 0.3 : 0.5 };
  return isReply ? { color, width: 1.1, dash: [4, 3] } : { color, width: 1.5 };
}

function addCross(crosses: number[], x: number, y: number, size: number): void {
  crosses.push(x - size, y - size, x + size, y + size, x - size, y + size, x + size, y - size);
}

function addHead(
  heads: Map<string, number[]>,
  topic: Topic,
  [x1, y1, x2, y2]: readonly [number, number, number, number],
): void {
  const length = Math.hypot(x2 - x1, y2 - y1);
  if (length < 4) return;
  const [dx, dy] = [(x2 - x1) / length, (y2 - y1) / length];
  const [backX, backY] = [x2 - dx * 7, y2 - dy * 7];
  const triangles = heads.get(topic) ?? [];
  triangles.push(x2, y2, backX - dy * 3.2, backY + dx * 3.2, backX + dy * 3.2, backY - dx * 3.2);
  heads.set(topic, triangles);
}

function labelLoss(frame: Frame, { leg, x2, y2 }: Placed): void {
  const style = {
    color: frame.theme.lost,
    size: 10.5,
    weight: 600,
    halo: frame.theme.panel,
  } as const;
  const text = leg.lost ?? '';
  const width = frame.pen.widthOf(text, style);
  for (const [x, y] of [
    [x2 + 8, y2],
    [x2 - 8 - width, y2],
    [x2 - width / 2, y2 + 12],
  ] as const) {
    if (!frame.reserve(x, y, width, 11)) continue;
    frame.pen.text(x, y, text, style);
    return;
  }
}

function labelArrow(frame: Frame, { leg, x1, y1, x2, y2 }: Placed): void {
  const text = legLabel(frame.session.model, leg);
  if (text === '') return;
  const style = { color: frame.theme[leg.topic], size: 10.5, halo: frame.theme.panel } as const;
  const width = frame.pen.widthOf(text, style);
  for (const part of [0.5, 0.3, 0.7, 0.18, 0.82]) {
    const x = x1 + (x2 - x1) * part + 5;
    const y = y1 + (y2 - y1) * part;
    if (crossesBand(frame, y) || !frame.reserve(x, y, width, 11)) continue;
    frame.pen.text(x, y, text, style);
    return;
  }
}

function crossesBand(frame: Frame, y: number): boolean {
  const room = frame.layout.half + 6;
  return frame.layout.serverYs.some((lane) => Math.abs(lane - y) < room);
}
