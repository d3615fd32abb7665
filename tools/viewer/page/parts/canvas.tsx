import { effect } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { CanvasPen } from '../draw/canvas-pen.ts';
import type { Size } from '../draw/lanes.ts';
import { readTheme } from '../draw/page-theme.ts';
import type { Pen } from '../draw/pen.ts';
import type { Theme } from '../draw/theme.ts';

export interface CanvasProps {
  readonly name: string;
  readonly className: string;
  readonly label: string;
  /** Draws everything; called again whenever a signal that it read has changed. */
  readonly draw: (pen: Pen, theme: Theme, size: Size) => void;
  readonly onPointer?: (event: PointerEvent, size: Size) => void;
  readonly onWheel?: (event: WheelEvent, size: Size) => void;
}

/** A canvas that redraws itself at most once a frame: on change, on resize, on another theme. */
export function Canvas({ name, className, label, draw, onPointer, onWheel }: CanvasProps) {
  const ref = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const canvas = ref.current;
    const context = canvas?.getContext('2d');
    if (!canvas || !context) return undefined;
    const stop = keepDrawn(canvas, context, name, draw);
    const wheel = (event: WheelEvent): void => {
      onWheel?.(event, sizeOf(canvas));
    };
    // A wheel listener must say that it prevents scrolling, which an attribute cannot.
    canvas.addEventListener('wheel', wheel, { passive: false });
    return () => {
      stop();
      canvas.removeEventListener('wheel', wheel);
    };
  }, [draw]);
  const pointer = (event: PointerEvent): void => {
    if (ref.current !== null) onPointer?.(event, sizeOf(ref.current));
  };
  return (
    <canvas
      ref={ref}
      class={className}
      role="img"
      aria-label={label}
      onPointerDown={pointer}
      onPointerMove={pointer}
      onPointerUp={pointer}
      onPointerLeave={pointer}
      onDblClick={(event) => {
        pointer(event as unknown as PointerEvent);
      }}
    />
  );
}

function sizeOf(canvas: HTMLCanvasElement): Size {
  return { width: canvas.clientWidth, height: canvas.clientHeight };
}

function keepDrawn(
  canvas: HTMLCanvasElement,
  context: CanvasRenderingContext2D,
  name: string,
  draw: CanvasProps['draw'],
): () => void {
  let theme = readTheme();
  const pen = new CanvasPen(context);
  let frame = 0;
  let stopReading = (): void => undefined;
  const redraw = (): void => {
    frame = 0;
    const size = sizeOf(canvas);
    if (size.width === 0 || size.height === 0) return;
    fit(canvas, context, size);
    context.clearRect(0, 0, size.width, size.height);
    stopReading();
    let isFirst = true;
    stopReading = effect(() => {
      if (isFirst) {
        const beganMs = performance.now();
        draw(pen, theme, size);
        performance.measure(`draw ${name}`, { start: beganMs, end: performance.now() });
        isFirst = false;
      } else ask();
    });
  };
  const ask = (): void => {
    frame ||= requestAnimationFrame(redraw);
  };
  const resize = new ResizeObserver(ask);
  resize.observe(canvas);
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const onTheme = (): void => {
    theme = readTheme();
    ask();
  };
  dark.addEventListener('change', onTheme);
  redraw();
  return () => {
    cancelAnimationFrame(frame);
    stopReading();
    resize.disconnect();
    dark.removeEventListener('change', onTheme);
  };
}

/** As many pixels as the screen has below the canvas, so that lines are sharp. */
function fit(canvas: HTMLCanvasElement, context: CanvasRenderingContext2D, size: Size): void {
  const ratio = devicePixelRatio;
  const [width, height] = [Math.round(size.width * ratio), Math.round(size.height * ratio)];
  if (canvas.width !== width || canvas.height !== height) {
    canvas.width = width;
    canvas.height = height;
  }
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
}
