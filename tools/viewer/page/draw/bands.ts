import type { Role } from '../../../report/belief/view.ts';
import type { Segment } from '../model/states.ts';
import type { Frame } from './frame.ts';

const letters = { leader: 'L', candidate: 'C', follower: 'F' } as const;

/** The role letter and term of a stretch: `L 3`; a dot for a role that nobody has revealed. */
export function roleText({ role, term }: Pick<Segment, 'role' | 'term'>): string {
  const letter = role === undefined ? '·' : letters[role];
  return term === undefined ? letter : `${letter} ${term}`;
}

/** Each server's lane: its role and term over time, hatched when down, dotted when cut off. */
export function drawBands(frame: Frame): void {
  const { pen, session, layout, theme } = frame;
  const edges: Edges = { leader: [], candidate: [], follower: [], unknown: [], cut: [] };
  session.model.states.segments.forEach((segments, server) => {
    const y = frame.serverY(server);
    frame.pen.lines([layout.left, y, layout.width, y], { color: frame.theme.line, width: 1 });
    for (let i = firstIn(segments, frame.from); i < segments.length; i++) {
      const segment = segments[i];
      if (segment === undefined || segment.from > frame.to + 1) break;
      drawSegment(frame, edges, { server, segment, previous: segments[i - 1] });
    }
  });
  pen.lines(edges.unknown, { color: theme.line, width: 1 });
  pen.lines(edges.follower, { color: theme.follower, width: 1 });
  pen.lines(edges.candidate, { color: theme.candidate, width: 1 });
  pen.lines(edges.leader, { color: theme.leader, width: 2 });
  pen.lines(edges.cut, { color: theme.lost, width: 1.5, dash: [2, 3] });
}

/** Lines to draw when all bands are there, of one look each: one drawing is quicker than thousands. */
type Edges = Record<Role | 'unknown' | 'cut', number[]>;

/** The narrowest stretch that is drawn where thousands are in view, in pixels. */
const narrowest = 0.4;

/** The last stretch that begins at or before a position. */
function firstIn(segments: readonly Segment[], position: number): number {
  let low = 0;
  let high = segments.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((segments[middle]?.from ?? 0) <= position) low = middle + 1;
    else high = middle;
  }
  return Math.max(0, low - 1);
}

function drawSegment(
  frame: Frame,
  edges: Edges,
  {
    server,
    segment,
    previous,
  }: {
    readonly server: number;
    readonly segment: Segment;
    readonly previous: Segment | undefined;
  },
): void {
  const { pen, theme, layout, session } = frame;
  const y = frame.serverY(server);
  const { half } = layout;
  const isOpen = segment.to >= session.model.length;
  const end = isOpen ? frame.x(session.extent.to) : frame.xOf(segment.to);
  const x = Math.max(layout.left, frame.xOf(segment.from));
  const width = Math.min(layout.width, end) - x;
  if (width <= (frame.isDense ? narrowest : 0)) return;
  if (!segment.up) {
    if (segment.life === 0) return;
    pen.rect(x, y - half, width, half * 2, theme.ground);
    pen.hatch(x, y - half, width, half * 2, { color: theme.down, width: 1.5 });
    if (width > 44 && !frame.isDense) {
      pen.text(x + 6, y, 'down', { color: theme.text, size: 11, halo: theme.ground });
    }
    return;
  }
  drawRole(frame, edges, segment, { x, y, width });
  if (segment.isCut) drawCut(frame, edges, { x, y, width }, previous?.isCut !== true);
  const isNewTerm = previous?.term !== segment.term || previous?.role !== segment.role;
  const isEntering = segment.from < frame.from;
  if (width > 24 && (isNewTerm || isEntering)) {
    const color = segment.role === undefined ? theme.muted : theme[segment.role];
    pen.text(x + 5, y + 0.5, roleText(segment), { color, size: 11, weight: 700 });
  }
}

interface Stretch {
  readonly x: number;
  readonly y: number;
  readonly width: number;
}

function drawRole(frame: Frame, edges: Edges, { role }: Segment, { x, y, width }: Stretch): void {
  const { pen, theme } = frame;
  const { half } = frame.layout;
  pen.rect(x, y - half, width, half * 2, role === undefined ? theme.panel : theme[`${role}-fill`]);
  if (role === 'candidate' && !frame.isDense) {
    pen.hatch(x, y - half, width, half * 2, { color: theme.candidate, width: 0.7, alpha: 0.45 });
  }
  const sides = edges[role ?? 'unknown'];
  sides.push(x, y - half, x + width, y - half, x, y + half, x + width, y + half);
  if (width > 2) sides.push(x, y - half, x, y + half);
}

/** A gap in the lane's connection to all others. */
function drawCut(frame: Frame, edges: Edges, { x, y, width }: Stretch, isStart: boolean): void {
  const { pen, theme } = frame;
  const half = frame.layout.half + 4;
  edges.cut.push(x, y - half, x + width, y - half, x, y + half, x + width, y + half);
  if (!isStart || width < 44 || frame.isDense) return;
  const style = { color: theme.lost, size: 10.5, weight: 600, halo: theme.panel } as const;
  const textWidth = pen.widthOf('cut off', style);
  if (!frame.reserve(x + 3, y - half - 6, textWidth, 11)) return;
  pen.text(x + 3, y - half - 6, 'cut off', style);
}
