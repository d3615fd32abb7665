import { CanvasPen } from '../draw/canvas-pen.ts';
import { drawLanes } from '../draw/lanes.ts';
import { readTheme } from '../draw/page-theme.ts';
import { estimatedWidth, SvgPen } from '../draw/svg-pen.ts';
import type { Session } from '../session/session.ts';

const size = { width: 1200, height: 480 };

/** The window of the lanes as an SVG file, drawn by the same code as on screen. */
export function toSvg(session: Session): string {
  const context = document.createElement('canvas').getContext('2d');
  const ruler = context === null ? undefined : new CanvasPen(context);
  const pen = new SvgPen(
    (text, style) => ruler?.widthOf(text, style) ?? estimatedWidth(text, style),
  );
  const theme = readTheme();
  drawLanes(session, pen, theme, size);
  return pen.finish(size.width, size.height, theme.panel);
}
