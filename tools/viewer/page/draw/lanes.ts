import { showTime } from '../../../../sim/trace/show.ts';
import type { Session } from '../session/session.ts';
import { drawArrows, drawSelected } from './arrows.ts';
import { drawBadges, placeBadges } from './badges.ts';
import { drawBands } from './bands.ts';
import { Frame, layoutOf } from './frame.ts';
import { drawMarks } from './marks.ts';
import type { Pen } from './pen.ts';
import type { Theme } from './theme.ts';

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Draws the window of the lanes: axis, bands, messages, marks, checks, and the selected event. */
export function drawLanes(session: Session, pen: Pen, theme: Theme, size: Size): Frame {
  const layout = layoutOf(session.model.servers.length, size.width, size.height);
  const frame = new Frame(session, pen, theme, layout);
  pen.rect(0, 0, size.width, size.height, theme.panel);
  drawAxis(frame);
  drawGap(frame);
  drawCursorLine(frame);
  const badges = placeBadges(frame);
  if (frame.isDense) {
    // Thousands of arrows would hide the roles.
    drawArrows(frame);
    drawBands(frame);
  } else {
    drawBands(frame);
    drawArrows(frame);
  }
  drawMarks(frame);
  drawFailureLine(frame);
  drawChecks(frame);
  drawFailureText(frame);
  drawFollowed(frame);
  const event = session.model.event(session.cursor.value);
  if ('from' in event) drawSelected(frame, event.id);
  drawBadges(frame, badges);
  drawNames(frame);
  return frame;
}

function drawAxis(frame: Frame): void {
  const { pen, theme, layout, session } = frame;
  const style = { color: theme.muted, size: 11, align: 'center' } as const;
  const lines: number[] = [];
  const tick = (x: number, text: string): void => {
    if (x < layout.left) return;
    lines.push(x, 17, x, layout.height);
    const width = pen.widthOf(text, style);
    if (x - width / 2 < layout.left || x + width / 2 > layout.width) return;
    pen.text(x, 9, text, style);
  };
  const { from, to } = session.span.value;
  if (session.axis.value === 'time') {
    const step = niceStep(((to - from) / (layout.width - layout.left)) * 110);
    for (let at = Math.ceil(from / step) * step; at <= to; at += step) {
      tick(frame.x(at), timeText(at, step));
    }
  } else {
    const { positions } = session.shown.value;
    const step = Math.max(1, niceStep(((to - from) / (layout.width - layout.left)) * 110));
    for (let at = Math.max(0, Math.ceil(from / step) * step); at <= to; at += step) {
      const position = positions[at];
      if (position !== undefined) tick(frame.x(at + 0.5), showTime(session.model.timeMs(position)));
    }
  }
  pen.lines(lines, { color: theme.line, width: 1, alpha: 0.7 });
}

/** 1, 2 or 5 times a power of ten, not below the value. */
export function niceStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least));
  return power * ([1, 2, 5].find((factor) => power * factor >= least) ?? 10);
}

function timeText(ms: number, step: number): string {
  const digits = step >= 1000 ? 0 : step >= 100 ? 1 : step >= 10 ? 2 : step >= 1 ? 3 : 5;
  return `${(Math.max(0, ms) / 1000).toFixed(digits)} s`;
}

/** Events that a long trace leaves out, as a wall between head and tail. */
function drawGap(frame: Frame): void {
  const { recording } = frame.session.model;
  const { gapAt, total, length } = recording;
  if (gapAt === undefined || gapAt < frame.from - 1 || gapAt > frame.to + 1) return;
  const { pen, theme, layout, session } = frame;
  const before = frame.xOf(gapAt - 1);
  const after = frame.xOf(gapAt);
  const x = session.axis.value === 'order' ? (before + after) / 2 - 7 : before;
  const width = session.axis.value === 'order' ? 14 : Math.max(6, after - before);
  pen.rect(x, 20, width, layout.height - 20, theme.ground);
  pen.hatch(x, 20, width, layout.height - 20, { color: theme.lost, width: 1 });
  const text = `${total - length} events left out`;
  pen.text(x + width / 2, layout.height / 2, text, {
    color: theme.lost,
    size: 12,
    weight: 700,
    align: 'center',
    halo: theme.panel,
    angle: -Math.PI / 2,
  });
}

function drawCursorLine(frame: Frame): void {
  const { pen, theme, layout, session } = frame;
  const x = frame.xOf(session.cursor.value);
  if (x < layout.left || x > layout.width) return;
  pen.lines([x, 17, x, layout.height], { color: theme.mark, width: 9, alpha: 0.35 });
  pen.lines([x, 17, x, layout.height], { color: theme.accent, width: 1 });
}

/** Checks: a grey tick where one begins, a green one with the result where it has held. */
function drawChecks(frame: Frame): void {
  const { pen, theme, layout, session } = frame;
  const { recording } = session.model;
  const { checkY } = layout;
  pen.lines([layout.left, checkY, layout.width, checkY], { color: theme.line, width: 1 });
  const labels: { x: number; text: string; color: string }[] = [];
  let last = -Infinity;
  for (const i of frame.marks()) {
    const kind = recording.kind(i);
    if (kind !== 'check.begin' && kind !== 'check.end') continue;
    const x = frame.xOf(i);
    if (frame.isDense && x - last < 2) continue;
    last = x;
    const isEnd = kind === 'check.end';
    const color = isEnd ? theme.pass : theme.text;
    pen.lines([x, checkY - 8, x, checkY + 8], { color, width: 2 });
    const name = recording.text(recording.field('first', i));
    const result = recording.text(recording.field('second', i));
    labels.push({ x: x + 5, text: isEnd ? `✓ ${result}` : name, color });
  }
  if (frame.isDense) return;
  // From the right, so that the latest keep their text where there is no room for all.
  for (const { x, text, color } of labels.reverse()) {
    const style = { color, size: 11, halo: theme.panel } as const;
    const width = pen.widthOf(text, style);
    // At the right edge there is only room on the other side of the tick.
    const start = x + width > layout.width ? x - 10 - width : x;
    if (frame.reserve(start, checkY, width, 13)) pen.text(start, checkY, text, style);
  }
}

/** Where the run failed, if that is in the window. */
function failureX(frame: Frame): number | undefined {
  const { failure } = frame.session.model;
  if (failure === undefined || failure < frame.from || failure > frame.to) return undefined;
  return frame.xOf(failure);
}

const failureWidth = 60;

function drawFailureLine(frame: Frame): void {
  const x = failureX(frame);
  if (x === undefined) return;
  const { pen, theme, layout } = frame;
  pen.lines([x, 17, x, layout.height], { color: theme.fail, width: 2 });
  frame.reserve(x - failureWidth, layout.checkY, failureWidth, 14);
}

function drawFailureText(frame: Frame): void {
  const x = failureX(frame);
  if (x === undefined) return;
  const { pen, theme, layout } = frame;
  const style = { color: theme.fail, size: 12, weight: 700, align: 'right' } as const;
  pen.text(x - 6, layout.checkY, '✗ failed', { ...style, halo: theme.panel });
}

/** Rings where something became of the index that is followed. */
function drawFollowed(frame: Frame): void {
  const { pen, theme, session } = frame;
  for (const { position, server } of session.steps.value ?? []) {
    if (position < frame.from || position > frame.to) continue;
    const x = frame.xOf(position);
    const y = frame.serverY(server);
    const half = frame.layout.half + 3;
    pen.rect(x - 5, y - half, 10, half * 2, 'transparent', { color: theme.fail, width: 2 });
  }
}

function drawNames(frame: Frame): void {
  const { pen, theme, layout, session } = frame;
  pen.rect(0, 0, layout.left, layout.height, theme.panel);
  pen.lines([layout.left, 0, layout.left, layout.height], { color: theme.line, width: 1 });
  const quiet = { color: theme.muted, size: 11 } as const;
  pen.text(8, layout.clientY, 'clients', quiet);
  pen.text(8, layout.checkY, 'checks', quiet);
  for (const server of session.model.servers) {
    const style = { color: theme.text, size: 13, weight: 700 } as const;
    pen.text(8, frame.serverY(server), `S${server}`, style);
  }
}
