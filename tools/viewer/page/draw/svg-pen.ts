import { fontOf, hatchLines, type Pen, type Stroke, type TextStyle } from './pen.ts';

/** Draws into the text of an SVG file. */
export class SvgPen implements Pen {
  readonly #parts: string[] = [];
  readonly #measure: (text: string, style: TextStyle) => number;

  constructor(measure: (text: string, style: TextStyle) => number) {
    this.#measure = measure;
  }

  /** The whole file, on a ground of that colour. */
  finish(width: number, height: number, ground: string): string {
    const size = `width="${short(width)}" height="${short(height)}"`;
    const box = `viewBox="0 0 ${short(width)} ${short(height)}"`;
    return [
      `<svg xmlns="http://www.w3.org/2000/svg" ${size} ${box}>`,
      `<rect width="100%" height="100%" fill="${escapeXml(ground)}"/>`,
      ...this.#parts,
      '</svg>\n',
    ].join('\n');
  }

  lines(coordinates: readonly number[], stroke: Stroke): void {
    if (coordinates.length === 0) return;
    let path = '';
    for (let i = 0; i + 3 < coordinates.length; i += 4) {
      const [a, b, c, d] = coordinates.slice(i, i + 4).map(short);
      path += `M${String(a)} ${String(b)}L${String(c)} ${String(d)}`;
    }
    this.#parts.push(`<path d="${path}" fill="none" ${strokeOf(stroke)}/>`);
  }

  triangles(coordinates: readonly number[], color: string): void {
    if (coordinates.length === 0) return;
    let path = '';
    for (let i = 0; i + 5 < coordinates.length; i += 6) {
      const [a, b, c, d, e, f] = coordinates.slice(i, i + 6).map(short);
      path += `M${String(a)} ${String(b)}L${String(c)} ${String(d)}L${String(e)} ${String(f)}Z`;
    }
    this.#parts.push(`<path d="${path}" fill="${escapeXml(color)}"/>`);
  }

  disc(x: number, y: number, radius: number, fill: string): void {
    const place = `cx="${short(x)}" cy="${short(y)}" r="${short(radius)}"`;
    this.#parts.push(`<circle ${place} fill="${escapeXml(fill)}"/>`);
  }

  rect(x: number, y: number, width: number, height: number, fill: string, stroke?: Stroke): void {
    const size = `x="${short(x)}" y="${short(y)}" width="${short(Math.max(0, width))}" height="${short(height)}"`;
    const border = stroke === undefined ? '' : ` ${strokeOf(stroke)}`;
    this.#parts.push(`<rect ${size} fill="${escapeXml(fill)}"${border}/>`);
  }

  hatch(x: number, y: number, width: number, height: number, stroke: Stroke): void {
    this.lines(hatchLines(x, y, width, height), stroke);
  }

  text(x: number, y: number, text: string, style: TextStyle): void {
    const anchor = { left: 'start', center: 'middle', right: 'end' }[style.align ?? 'left'];
    const turn =
      style.angle === undefined
        ? ''
        : ` transform="rotate(${short((style.angle * 180) / Math.PI)} ${short(x)} ${short(y)})"`;
    const halo =
      style.halo === undefined
        ? ''
        : ` stroke="${escapeXml(style.halo)}" stroke-width="3" paint-order="stroke"`;
    this.#parts.push(
      `<text x="${short(x)}" y="${short(y)}" text-anchor="${anchor}" dominant-baseline="central" ` +
        `style="font:${escapeXml(fontOf(style))}" fill="${escapeXml(style.color)}"${halo}${turn}>` +
        `${escapeXml(text)}</text>`,
    );
  }

  widthOf(text: string, style: TextStyle): number {
    return this.#measure(text, style);
  }
}

/** How wide a text is about, where no font is at hand to measure it with. */
export function estimatedWidth(text: string, { size }: TextStyle): number {
  return text.length * size * 0.6;
}

function strokeOf({ color, width, dash, alpha }: Stroke): string {
  const dashes = dash === undefined ? '' : ` stroke-dasharray="${dash.join(' ')}"`;
  const opacity = alpha === undefined ? '' : ` stroke-opacity="${short(alpha)}"`;
  return `stroke="${escapeXml(color)}" stroke-width="${short(width)}"${dashes}${opacity}`;
}

function short(value: number): string {
  return String(Math.round(value * 10) / 10);
}

function escapeXml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
