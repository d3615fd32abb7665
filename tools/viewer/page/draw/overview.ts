import type { Session } from '../session/session.ts';
import type { Segment } from '../model/states.ts';
import { niceStep, type Size } from './lanes.ts';
import { roleText } from './bands.ts';
import type { Pen } from './pen.ts';
import type { Theme } from './theme.ts';

const left = 46;
const top = 4;
const axisHeight = 16;
const checksHeight = 12;
/** Candidates are striped, as their colour alone must not tell them; one in pixels. */
const stripeDistance = 4;

/** Draws the whole run in linear time: a row a server, checks, faults, the failure. */
export function drawOverview(session: Session, pen: Pen, theme: Theme, size: Size): void {
  const { model } = session;
  const x = scale(session, size.width);
  pen.rect(0, 0, size.width, size.height, theme.panel);
  const rowHeight = (size.height - top - axisHeight - checksHeight) / model.servers.length;
  const stripes: number[] = [];
  model.states.segments.forEach((segments, server) => {
    const y = top + rowHeight * server;
    const style = { color: theme.text, size: Math.min(12, rowHeight), weight: 700 } as const;
    pen.text(8, y + rowHeight / 2, `S${server}`, style);
    for (const segment of segments) {
      if (segment.role === 'candidate' && segment.up) {
        const [from, to] = [timeOf(session, segment.from), timeOf(session, segment.to)];
        for (let at = x(from) + 1; at < x(to); at += stripeDistance) {
          stripes.push(at, y + 1, at, y + rowHeight - 1);
        }
      }
      drawStretch({ session, pen, theme }, segment, x, { y: y + 1, height: rowHeight - 2 });
    }
  });
  pen.lines(stripes, { color: theme.candidate, width: 1, alpha: 0.5 });
  const bottom = top + rowHeight * model.servers.length;
  drawTicks(session, pen, theme, x, bottom);
  drawScale(session, pen, theme, x, size);
  drawGapBand(session, pen, theme, x, bottom);
}

/** Draws the window of the lanes over the whole run. */
export function drawWindow(session: Session, pen: Pen, theme: Theme, size: Size): void {
  const x = scale(session, size.width);
  const height = size.height - axisHeight;
  const { from, to } = windowMs(session);
  const a = Math.max(left, x(from));
  const width = Math.max(3, Math.min(size.width - 2, x(to)) - a);
  const middle = height / 2;
  pen.lines([a, middle, a + width, middle], {
    color: theme.accent,
    width: height,
    alpha: 0.09,
  });
  pen.rect(a, 1, width, height - 1, 'transparent', { color: theme.accent, width: 2 });
}

/** Maps simulated time to the strip. */
export function scale(session: Session, width: number): (ms: number) => number {
  const endMs = Math.max(1, session.model.timeMs(session.model.length - 1));
  return (ms) => left + (ms / endMs) * (width - left - 10);
}

/** The simulated time below a point of the strip. */
export function timeAt(session: Session, width: number, x: number): number {
  const endMs = Math.max(1, session.model.timeMs(session.model.length - 1));
  return Math.max(0, Math.min(endMs, ((x - left) / (width - left - 10)) * endMs));
}

/** The time of a position, or of the run's end for the one behind the last. */
function timeOf({ model }: Session, position: number): number {
  return model.timeMs(Math.min(position, model.length - 1));
}

function drawStretch(
  { session, pen, theme }: { session: Session; pen: Pen; theme: Theme },
  segment: Segment,
  x: (ms: number) => number,
  row: { y: number; height: number },
): void {
  const from = x(timeOf(session, segment.from));
  const to = x(timeOf(session, segment.to));
  const width = Math.max(1, to - from);
  if (!segment.up) {
    if (segment.life > 0)
      pen.hatch(from, row.y, width, row.height, { color: theme.down, width: 1 });
    return;
  }
  const { role } = segment;
  pen.rect(
    from,
    row.y,
    width,
    row.height,
    role === undefined ? theme.ground : theme[`${role}-fill`],
  );
  if (role === 'leader') {
    pen.lines([from, row.y, from + width, row.y], { color: theme.leader, width: 1.5 });
    pen.lines([from, row.y + row.height, from + width, row.y + row.height], {
      color: theme.leader,
      width: 1.5,
    });
  }
  if (segment.isCut) {
    const y = row.y + row.height - 2;
    pen.lines([from, y, from + width, y], { color: theme.lost, width: 2.5, dash: [3, 2] });
  }
  const style = {
    color: role === undefined ? theme.muted : theme[role],
    size: 10,
    weight: 700,
  } as const;
  const text = roleText(segment);
  if (row.height < 9 || width < pen.widthOf(text, style) + 6) return;
  pen.text(from + 3, row.y + row.height / 2 + 0.5, text, style);
}

function drawTicks(
  session: Session,
  pen: Pen,
  theme: Theme,
  x: (ms: number) => number,
  y: number,
): void {
  const { recording } = session.model;
  const checks: number[] = [];
  const faults: number[] = [];
  let lastCheck = -1;
  for (const i of session.model.marks) {
    const kind = recording.kind(i);
    const at = x(recording.timesMs[i] ?? 0);
    if (kind === 'check.begin' || kind === 'check.end') {
      if (at - lastCheck < 1.5) continue;
      lastCheck = at;
      checks.push(at, y + 2, at, y + 8);
    } else if (kind === 'crash' || kind === 'disconnect' || kind === 'fault') {
      faults.push(at - 2.5, y + 10, at + 2.5, y + 10, at, y + 5);
    } else if (kind === 'violation') {
      pen.lines([at, top, at, y + checksHeight], { color: theme.fail, width: 2 });
      pen.triangles([at - 6, y + checksHeight, at + 6, y + checksHeight, at, y + 2], theme.fail);
    }
  }
  pen.lines(checks, { color: theme.pass, width: 1.2 });
  pen.triangles(faults, theme.lost);
}

function drawScale(
  session: Session,
  pen: Pen,
  theme: Theme,
  x: (ms: number) => number,
  size: Size,
): void {
  const endMs = session.model.timeMs(session.model.length - 1);
  const step = niceStep((Math.max(1, endMs) / (size.width - left)) * 90);
  const style = { color: theme.muted, size: 10.5, align: 'center' } as const;
  const digits = step >= 1000 ? 0 : step >= 100 ? 1 : 2;
  for (let ms = 0; ms <= endMs; ms += step) {
    const text = `${(ms / 1000).toFixed(digits)} s`;
    if (x(ms) + pen.widthOf(text, style) / 2 > size.width) break;
    pen.text(x(ms), size.height - 7, text, style);
  }
}

function drawGapBand(
  session: Session,
  pen: Pen,
  theme: Theme,
  x: (ms: number) => number,
  bottom: number,
): void {
  const { gapAt } = session.model.recording;
  if (gapAt === undefined) return;
  const from = x(session.model.timeMs(gapAt - 1));
  const width = Math.max(4, x(session.model.timeMs(gapAt)) - from);
  pen.rect(from, top, width, bottom - top, theme.ground);
  pen.hatch(from, top, width, bottom - top, { color: theme.lost, width: 1 });
  const text = 'left out';
  const style = {
    color: theme.lost,
    size: 11,
    weight: 700,
    align: 'center',
    halo: theme.panel,
  } as const;
  if (width > pen.widthOf(text, style)) pen.text(from + width / 2, (top + bottom) / 2, text, style);
}

/** The window of the lanes in simulated time. */
function windowMs(session: Session): { from: number; to: number } {
  const span = session.span.value;
  if (session.axis.value === 'time') return span;
  const { from, to } = session.positionsInSpan();
  return { from: session.model.timeMs(from), to: session.model.timeMs(to) };
}
