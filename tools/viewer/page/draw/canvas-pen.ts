import { fontOf, hatchLines, type Pen, type Stroke, type TextStyle } from './pen.ts';

/** Draws on a canvas. */
export class CanvasPen implements Pen {
  readonly #context: CanvasRenderingContext2D;
  readonly #widths = new Map<string, number>();

  constructor(context: CanvasRenderingContext2D) {
    this.#context = context;
  }

  lines(coordinates: readonly number[], stroke: Stroke): void {
    if (coordinates.length === 0) return;
    const context = this.#context;
    this.#use(stroke);
    context.beginPath();
    for (let i = 0; i + 3 < coordinates.length; i += 4) {
      context.moveTo(coordinates[i] ?? 0, coordinates[i + 1] ?? 0);
      context.lineTo(coordinates[i + 2] ?? 0, coordinates[i + 3] ?? 0);
    }
    context.stroke();
    context.globalAlpha = 1;
  }

  triangles(coordinates: readonly number[], color: string): void {
    if (coordinates.length === 0) return;
    const context = this.#context;
    context.fillStyle = color;
    context.beginPath();
    for (let i = 0; i + 5 < coordinates.length; i += 6) {
      context.moveTo(coordinates[i] ?? 0, coordinates[i + 1] ?? 0);
      context.lineTo(coordinates[i + 2] ?? 0, coordinates[i + 3] ?? 0);
      context.lineTo(coordinates[i + 4] ?? 0, coordinates[i + 5] ?? 0);
    }
    context.fill();
  }

  disc(x: number, y: number, radius: number, fill: string): void {
    const context = this.#context;
    context.fillStyle = fill;
    context.beginPath();
    context.arc(x, y, radius, 0, Math.PI * 2);
    context.fill();
  }

  rect(x: number, y: number, width: number, height: number, fill: string, stroke?: Stroke): void {
    const context = this.#context;
    context.fillStyle = fill;
    context.fillRect(x, y, width, height);
    if (stroke === undefined) return;
    this.#use(stroke);
    context.strokeRect(x + 0.5, y + 0.5, Math.max(0, width - 1), Math.max(0, height - 1));
    context.globalAlpha = 1;
  }

  hatch(x: number, y: number, width: number, height: number, stroke: Stroke): void {
    this.lines(hatchLines(x, y, width, height), stroke);
  }

  text(x: number, y: number, text: string, style: TextStyle): void {
    const context = this.#context;
    const isTurned = style.angle !== undefined && style.angle !== 0;
    context.font = fontOf(style);
    context.textAlign = style.align ?? 'left';
    context.textBaseline = 'middle';
    if (isTurned) {
      context.save();
      context.translate(x, y);
      context.rotate(style.angle ?? 0);
    }
    const [left, top] = isTurned ? [0, 0] : [x, y];
    if (style.halo !== undefined) {
      context.strokeStyle = style.halo;
      context.lineWidth = 3;
      context.lineJoin = 'round';
      context.setLineDash([]);
      context.strokeText(text, left, top);
    }
    context.fillStyle = style.color;
    context.fillText(text, left, top);
    if (isTurned) context.restore();
  }

  widthOf(text: string, style: TextStyle): number {
    const key = `${fontOf(style)} ${text}`;
    let width = this.#widths.get(key);
    if (width === undefined) {
      if (this.#widths.size > 5000) this.#widths.clear();
      this.#context.font = fontOf(style);
      width = this.#context.measureText(text).width;
      this.#widths.set(key, width);
    }
    return width;
  }

  #use({ color, width, dash = [], alpha = 1 }: Stroke): void {
    const context = this.#context;
    context.strokeStyle = color;
    context.lineWidth = width;
    context.globalAlpha = alpha;
    context.setLineDash([...dash]);
  }
}
