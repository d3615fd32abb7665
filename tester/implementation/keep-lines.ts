import { decodedMap, encodedMap, TraceMap, type SourceMapSegment } from '@jridgewell/trace-mapping';

/** Code and its source map, as JSON. */
export interface Mapped {
  readonly code: string;
  readonly map: string;
}

/** Behind these words, and before these characters, a line break would change what the code means. */
const bindsNext = /(?:^|[^\w$])(?:return|throw|break|continue|yield|async)\s*$/;
const bindsPrevious = /^(?:=>|\+\+|--)/;

/**
 * Lays code out so that what comes from one of its sources stands on the lines that it has there, for
 * debuggers that know no source maps. Only line breaks are added and removed: it is the same code.
 *
 * @param source how the map names the source; all other code goes to the end of the line before it
 * @param mapped code without comments, and without line breaks inside of strings and templates
 */
export function keepLines(source: string, { code, map }: Mapped): Mapped {
  const decoded = decodedMap(new TraceMap(map));
  const wanted = decoded.sources.indexOf(source);
  const page = new Page();
  for (const [k, text] of code.split('\n').entries()) {
    const segments = decoded.mappings[k] ?? [];
    page.write(text.slice(0, segments[0]?.[0]));
    for (const [at, segment] of segments.entries()) {
      const piece = text.slice(segment[0], segments[at + 1]?.[0]);
      const [, from, line, column] = segment;
      if (from === wanted && line !== undefined && column !== undefined) {
        page.moveTo({ line, column, next: piece });
      }
      page.write(piece, segment);
    }
    page.write(' ');
  }
  const moved = encodedMap(new TraceMap({ ...decoded, mappings: page.mappings }));
  return { code: page.text, map: JSON.stringify(moved) };
}

/** Lines that are filled from the first to the last. */
class Page {
  readonly mappings: SourceMapSegment[][] = [[]];
  readonly #full: string[] = [];
  #line = '';

  get text(): string {
    return [...this.#full, this.#line].join('\n');
  }

  moveTo({ line, column, next }: { line: number; column: number; next: string }): void {
    if (line < this.mappings.length || bindsNext.test(this.#line) || bindsPrevious.test(next))
      return;
    while (this.mappings.length <= line) {
      this.#full.push(this.#line);
      this.#line = '';
      this.mappings.push([]);
    }
    this.#line = ' '.repeat(column);
  }

  write(text: string, segment?: SourceMapSegment): void {
    if (segment !== undefined) {
      const [, ...origin] = segment;
      this.mappings.at(-1)?.push([this.#line.length, ...origin] as SourceMapSegment);
    }
    this.#line += text;
  }
}
