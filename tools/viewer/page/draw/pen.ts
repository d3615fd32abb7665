/** How a line looks. */
export interface Stroke {
  readonly color: string;
  readonly width: number;
  readonly dash?: readonly number[];
  readonly alpha?: number;
}

export interface TextStyle {
  readonly color: string;
  readonly size: number;
  readonly align?: 'left' | 'center' | 'right';
  readonly weight?: 400 | 600 | 700;
  /** Paints this colour around the letters, so that lines below do not cross them. */
  readonly halo?: string;
  /** Radians. */
  readonly angle?: number;
  readonly mono?: boolean;
}

/**
 * What the lanes are drawn with: the screen's canvas or an SVG file. Lines come in batches of one look,
 * four numbers each (x1, y1, x2, y2), since tens of thousands may be in view.
 */
export interface Pen {
  lines(coordinates: readonly number[], stroke: Stroke): void;
  /** Filled triangles, six numbers each. */
  triangles(coordinates: readonly number[], color: string): void;
  disc(x: number, y: number, radius: number, fill: string): void;
  rect(x: number, y: number, width: number, height: number, fill: string, stroke?: Stroke): void;
  /** A rectangle of slanted lines. */
  hatch(x: number, y: number, width: number, height: number, stroke: Stroke): void;
  text(x: number, y: number, text: string, style: TextStyle): void;
  widthOf(text: string, style: TextStyle): number;
}

export function fontOf({ size, weight = 400, mono = false }: TextStyle): string {
  const family = mono
    ? 'ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace'
    : 'system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif';
  return `${weight} ${size}px ${family}`;
}

const hatchStep = 6;

/** The slanted lines that fill a rectangle, clipped to it. */
export function hatchLines(x: number, y: number, width: number, height: number): number[] {
  const lines: number[] = [];
  const first = Math.floor((x - height) / hatchStep) * hatchStep;
  for (let at = first; at < x + width; at += hatchStep) {
    const from = Math.max(at, x);
    const to = Math.min(at + height, x + width);
    if (to > from) lines.push(from, y + height - (from - at), to, y + height - (to - at));
  }
  return lines;
}
