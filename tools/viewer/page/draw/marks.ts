import type { Frame } from './frame.ts';

/** Room for 32 kinds of events on 16 servers. */
const cellsPerPixel = 32 * 16;

/** What happens on one lane: terms, commits, applies, saves, faults, clients' Starts. */
export function drawMarks(frame: Frame): void {
  // Of equal marks on one pixel only one is drawn.
  const seen = frame.isDense
    ? new Uint8Array(Math.ceil(frame.layout.width + 1) * cellsPerPixel)
    : undefined;
  const applies: number[] = [];
  const saves: number[] = [];
  const starts: number[] = [];
  const declined: number[] = [];
  const { recording } = frame.session.model;
  const marks = frame.marks();
  for (const i of marks) {
    const kind = recording.kind(i);
    const server = recording.field('server', i);
    const x = frame.xOf(i);
    if (seen !== undefined && kind !== 'violation') {
      const pixel = Math.max(0, Math.min(frame.layout.width, Math.round(x)));
      const cell = pixel * cellsPerPixel + (recording.kinds[i] ?? 0) * 16 + server;
      if (seen[cell] === 1) continue;
      seen[cell] = 1;
    }
    const y = frame.serverY(server);
    const { half, clientY } = frame.layout;
    if (kind === 'apply' || kind === 'apply.snapshot') {
      applies.push(x - 3.5, y + half + 1, x + 3.5, y + half + 1, x, y + half + 7);
    } else if (kind === 'persist') saves.push(x, y + half - 5, x, y + half - 1);
    else if (kind === 'start') {
      const isTaken = recording.field('flags', i) === 1;
      (isTaken ? starts : declined).push(x, clientY + 5, x, y - half);
    } else drawMark(frame, i, kind, x, y);
  }
  const { pen, theme } = frame;
  pen.triangles(applies, theme.pass);
  pen.lines(saves, { color: theme.muted, width: 3 });
  const alpha = frame.isDense ? 0.15 : 0.75;
  pen.lines(starts, { color: theme.accent, width: 1.2, alpha });
  pen.lines(declined, { color: theme.muted, width: 1, dash: [1, 3], alpha });
  if (frame.isDense) return;
  labelStarts(frame, marks);
  drawCommits(frame);
  labelApplies(frame, marks);
}

function drawMark(frame: Frame, position: number, kind: string, x: number, y: number): void {
  const { pen, theme } = frame;
  const { half } = frame.layout;
  switch (kind) {
    case 'state': {
      if (frame.isDense) return;
      const top = y - half - 12;
      frame.reserve(x, top + 3, 8, 8);
      pen.lines([x, y - half, x, top], { color: theme.text, width: 1.2 });
      pen.triangles([x, top, x + 8, top + 3.5, x, top + 7], theme.text);
      return;
    }
    case 'crash':
    case 'kill':
    case 'boot':
    case 'connect':
    case 'disconnect':
      faultLabel(frame, faultLabels[kind], x, y);
      return;
    case 'snapshot':
      pen.triangles(diamond(x, y + half + 5), theme.snapshot);
      return;
    case 'console':
      pen.rect(x - 4, y - half - 9, 8, 7, theme.candidate);
      return;
    case 'violation':
      return;
    case 'network':
    case 'fault':
      pen.lines([x, 22, x, frame.layout.checkY], { color: theme.muted, width: 1, dash: [1, 3] });
      if (!frame.isDense)
        faultLabel(frame, frame.session.model.text(position), x, frame.layout.clientY + 14);
  }
}

const faultLabels = {
  crash: 'crash',
  kill: 'kill',
  boot: 'start',
  connect: 'connect',
  disconnect: 'cut',
} as const;

function faultLabel(frame: Frame, text: string, x: number, y: number): void {
  const { pen, theme } = frame;
  const half = frame.layout.half + 5;
  const isGood = text === 'start' || text === 'connect';
  const isNeutral = text.startsWith('network');
  const color = isGood ? theme.pass : isNeutral ? theme.muted : theme.lost;
  pen.lines([x, y - half, x, y + half], { color, width: 2 });
  if (frame.isDense || text === 'cut') return;
  const style = { color, size: 10.5, weight: 600, halo: theme.panel } as const;
  const width = pen.widthOf(text, style);
  if (frame.reserve(x + 4, y - half - 2, width, 11)) pen.text(x + 4, y - half - 2, text, style);
}

function diamond(x: number, y: number): number[] {
  return [x - 4, y, x + 4, y, x, y - 5, x - 4, y, x + 4, y, x, y + 5];
}

/** The index that a leader promised, above the arrow of each Start. */
function labelStarts(frame: Frame, marks: Int32Array): void {
  const { recording } = frame.session.model;
  const style = { color: frame.theme.accent, size: 10.5, weight: 600 } as const;
  for (const i of marks) {
    if (recording.kind(i) !== 'start') continue;
    if (recording.field('flags', i) !== 1) continue;
    const text = `@${recording.field('index', i)}`;
    const x = frame.xOf(i);
    const width = frame.pen.widthOf(text, style);
    if (!frame.reserve(x - width / 2, frame.layout.clientY, width, 11)) continue;
    frame.pen.text(x, frame.layout.clientY, text, { ...style, align: 'center' });
  }
}

/** The index applied, beside its triangle; of many in a row only the last has room for it. */
function labelApplies(frame: Frame, marks: Int32Array): void {
  const { recording } = frame.session.model;
  const style = { color: frame.theme.pass, size: 10, halo: frame.theme.panel } as const;
  // From right to left, so that the next triangle of the same lane is known.
  const nextX = new Map<number, number>();
  for (const i of marks.toReversed()) {
    const kind = recording.kind(i);
    if (kind !== 'apply' && kind !== 'apply.snapshot') continue;
    const server = recording.field('server', i);
    const text = String(recording.field('index', i));
    const width = frame.pen.widthOf(text, style);
    const y = frame.serverY(server) + frame.layout.half + 5;
    const x = frame.xOf(i) + 5;
    const isFree = x + width + 5 < (nextX.get(server) ?? Infinity);
    nextX.set(server, x - 5);
    if (isFree && frame.reserve(x, y, width, 10)) frame.pen.text(x, y, text, style);
  }
}

/** A server's commitIndex moved: a tick through its band, with the new index. */
function drawCommits(frame: Frame): void {
  const { states } = frame.session.model;
  const { half } = frame.layout;
  const style = {
    color: frame.theme.pass,
    size: 10.5,
    weight: 600,
    halo: frame.theme.panel,
  } as const;
  const ticks: number[] = [];
  for (const { at, server, index } of states.commits) {
    if (at < frame.from) continue;
    if (at > frame.to) break;
    const x = frame.xOf(at);
    const y = frame.serverY(server);
    ticks.push(x, y - half - 3, x, y + half);
    const text = `c${index}`;
    const width = frame.pen.widthOf(text, style);
    const top = y - half - 7;
    if (frame.reserve(x + 4, top, width, 11)) frame.pen.text(x + 4, top, text, style);
  }
  frame.pen.lines(ticks, { color: frame.theme.pass, width: 2 });
}
