import type { Frame } from './frame.ts';

const radius = 8;

interface Badge {
  readonly number: number;
  readonly x: number;
  readonly y: number;
}

/** Where the numbers of evidence stand; to be asked before labels take the room. */
export function placeBadges(frame: Frame): readonly Badge[] {
  const { evidence, recording } = frame.session.model;
  const badges: Badge[] = [];
  for (const position of evidence.positions) {
    if (position < frame.from || position > frame.to) continue;
    const x = frame.xOf(position);
    if (x < frame.layout.left + radius || x > frame.layout.width) continue;
    let y = laneOf(frame, position);
    // Of several on one spot the later ones stand above.
    while (badges.some((other) => isClose(other, x, y))) y -= radius * 2;
    badges.push({ number: evidence.numberOf(position) ?? 0, x, y });
    frame.reserve(x - radius, y, radius * 2, radius * 2);
  }
  return badges;

  function laneOf(of: Frame, position: number): number {
    const kind = recording.kind(position);
    if (/^(check|violation|network|fault)/.test(kind)) return of.layout.checkY;
    const isAtPeer = kind === 'rpc.deliver' || kind === 'rpc.reply';
    return of.serverY(recording.field(isAtPeer ? 'peer' : 'server', position));
  }
}

export function drawBadges({ pen, theme }: Frame, badges: readonly Badge[]): void {
  for (const { number, x, y } of badges) {
    pen.disc(x, y, radius + 1.5, theme.panel);
    pen.disc(x, y, radius, theme.accent);
    pen.text(x, y + 0.5, String(number), {
      color: theme.panel,
      size: number > 9 ? 9.5 : 11,
      weight: 700,
      align: 'center',
    });
  }
}

function isClose(other: Badge, x: number, y: number): boolean {
  return Math.abs(other.x - x) < radius * 2 && Math.abs(other.y - y) < radius * 2;
}
