import path from 'node:path';
import vm from 'node:vm';
import { originalPositionFor, TraceMap } from '@jridgewell/trace-mapping';
import { ContextInside } from './context.ts';
import type { GuestAgent, GuestHost } from './guest/border.ts';
import type { Life, MappedError } from './realm.ts';

/** JavaScript ready to run, and the way back to its sources. Plain data: it can cross processes. */
export interface Bundle {
  /** A function expression; the file name under which it runs stands in `fileName`. */
  readonly code: string;
  /** A source map, version 3, as JSON. */
  readonly map: string;
  /**
   * The sources in the map are relative to its folder. Absolute where a debugger is to find it; where the
   * code must not see on which machine it runs, a name that is no place.
   */
  readonly fileName: string;
}

/** What a process runs: compiled once, evaluated afresh in each process. */
export class Program {
  readonly runtime: vm.Script;
  readonly implementation: vm.Script;
  readonly #bundle: Bundle;
  #map: TraceMap | undefined;
  readonly #places = new Map<number, string | undefined>();

  /**
   * @param runtime the code that builds the inside of a process; evaluates to a function
   * @param implementation the student's code; evaluates to a function that fills a module
   */
  constructor(runtime: Bundle, implementation: Bundle) {
    this.runtime = new vm.Script(runtime.code, { filename: runtime.fileName });
    this.implementation = new vm.Script(implementation.code, {
      filename: implementation.fileName,
    });
    this.#bundle = implementation;
  }

  /** A life in a context of its own: the realm of who trusts the code. */
  begin<Agent extends GuestAgent, Host extends GuestHost>(
    life: Life<Host>,
  ): ContextInside<Agent, Host> {
    return new ContextInside<Agent, Host>(this, life);
  }

  /** How stacks name the file of the implementation. */
  get fileName(): string {
    return this.#bundle.fileName;
  }

  /** Splits an error's stack into its message and its frames in the implementation's own sources. */
  mapStack(text: string): MappedError {
    const lines = text.split('\n');
    const firstFrame = lines.findIndex((line) => /^\s+at /.test(line));
    const message = (firstFrame === -1 ? lines : lines.slice(0, firstFrame)).join(' ').trim();
    const frames = firstFrame === -1 ? [] : lines.slice(firstFrame);
    const stack = frames.map((line) => this.#mapFrame(line)).filter((line) => line !== undefined);
    return { message: message === '' ? 'an error without a message' : message, stack };
  }

  /**
   * A printed text, in which the frames of a stack point into the sources, and those outside of them
   * are left out: how the run was started must not show in what a server prints.
   */
  mapText(text: string): string {
    if (!text.includes(this.#bundle.fileName)) return text;
    const lines = text.split('\n').flatMap((line) => {
      if (!/^\s+at (?:.* \()?\S.*:\d+:\d+\)?$/.test(line)) return [line];
      const frame = this.#mapFrame(line);
      return frame === undefined ? [] : [`    ${frame}`];
    });
    return lines.join('\n');
  }

  /** Where a place in the bundle (1-based line and column) stands in the sources. */
  mapPosition(line: number, column: number): string | undefined {
    this.#map ??= new TraceMap(this.#bundle.map);
    const found = originalPositionFor(this.#map, { line, column: column - 1 });
    if (found.source === null || isForeign(found.source)) return undefined;
    return `${this.#shown(found.source)}:${found.line}:${found.column + 1}`;
  }

  /** The implementation's own sources, by the names that places have. */
  sources(): ReadonlyMap<string, string> {
    this.#map ??= new TraceMap(this.#bundle.map);
    const { sources, sourcesContent = [] } = this.#map;
    return new Map(
      sources.flatMap((source, i): [string, string][] => {
        const text = sourcesContent[i];
        if (source === null || typeof text !== 'string' || isForeign(source)) return [];
        return [[this.#shown(source), text]];
      }),
    );
  }

  /** How people see the name of a source: from the folder they are in. */
  #shown(source: string): string {
    const file = path.resolve(path.dirname(this.#bundle.fileName), source);
    return path.relative(process.cwd(), file).replaceAll(path.sep, '/');
  }

  /** The lines of the implementation that run now, innermost first, as on an error's stack. */
  currentPlaces(): readonly string[] {
    const places: string[] = [];
    for (const site of callSites()) {
      if (site.getFileName() !== this.#bundle.fileName) continue;
      const line = site.getLineNumber();
      const column = site.getColumnNumber();
      if (line === null || column === null) continue;
      const key = line * 2 ** 20 + column;
      if (!this.#places.has(key)) this.#places.set(key, this.mapPosition(line, column));
      const place = this.#places.get(key);
      if (place !== undefined) places.push(place);
    }
    return places;
  }

  #mapFrame(frame: string): string | undefined {
    const at = frame.indexOf(this.#bundle.fileName);
    if (at === -1) return undefined;
    const position = /^:(\d+):(\d+)/.exec(frame.slice(at + this.#bundle.fileName.length));
    if (position === null) return undefined;
    const place = this.mapPosition(Number(position[1]), Number(position[2]));
    if (place === undefined) return undefined;
    const name = /^\s+at (?:async )?(.*) \(/.exec(frame)?.[1];
    return name === undefined ? `at ${place}` : `at ${name} (${place})`;
  }
}

/** What was bundled along with the implementation and is not its author's. */
function isForeign(source: string): boolean {
  return source.includes('node_modules');
}

/** The stack of the code that runs now, innermost first, across contexts. */
function callSites(): readonly NodeJS.CallSite[] {
  // eslint-disable-next-line @typescript-eslint/unbound-method -- it is only put back
  const { prepareStackTrace, stackTraceLimit } = Error;
  try {
    Error.stackTraceLimit = 24;
    Error.prepareStackTrace = (_error, sites) => sites;
    return new Error().stack as unknown as readonly NodeJS.CallSite[];
  } finally {
    Error.prepareStackTrace = prepareStackTrace;
    Error.stackTraceLimit = stackTraceLimit;
  }
}
