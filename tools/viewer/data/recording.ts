import { LazyPayload } from '../../../labrpc/payload.ts';
import type { TraceEvent } from '../../../sim/trace/event.ts';
import type { TraceNote } from '../../../sim/trace/note.ts';
import { readNumbers, splitSections } from './bytes.ts';
import { type EventRow, eventKinds, noteKinds, rowFields } from './columns.ts';
import { fromRow, type Kept } from './rows.ts';

/** Kinds of events of RPCs come first. */
const sendKind = eventKinds.indexOf('rpc.send');
const lastRpcKind = eventKinds.indexOf('rpc.drop');

/**
 * A packed trace, to be read event by event. Positions count the events that are here, from 0; numbers
 * count all events of the run, and differ from positions behind a gap.
 */
export class Recording {
  readonly length: number;
  /** Events of the run, with those left out. */
  readonly total: number;
  /** The position of the first event behind the gap; undefined when nothing was left out. */
  readonly gapAt: number | undefined;
  /** What was known of the servers behind the gap, in the words of the fold. */
  readonly resume: Uint8Array | undefined;
  readonly notes: readonly TraceNote[];
  readonly timesMs: Float64Array;
  /** Numbers into `eventKinds`. */
  readonly kinds: Uint8Array;
  readonly #rows: Readonly<Record<keyof EventRow, Float64Array>>;
  readonly #heartbeats = new Set<number>();
  readonly #kept: Kept;
  readonly #cache = new Map<number, TraceEvent>();

  constructor(bytes: Uint8Array, total: number) {
    const sections = splitSections(bytes);
    const section = (name: string): Uint8Array => {
      const found = sections.get(name);
      if (found === undefined) throw new RangeError(`section ${name} is missing`);
      return found;
    };
    this.#kept = new Contents(section);
    const parts = sections.has('1/kinds') ? ['0/', '1/'] : ['0/'];
    const lengths = parts.map((part) => section(`${part}kinds`).length);
    this.total = total;
    this.length = lengths.reduce((sum, length) => sum + length, 0);
    this.gapAt = parts.length === 1 ? undefined : lengths[0];
    this.resume = sections.get('1/resume');
    this.kinds = new Uint8Array(this.length);
    this.timesMs = new Float64Array(this.length);
    const rows = rowFields.map((field) => [field, new Float64Array(this.length)] as const);
    this.#rows = Object.fromEntries(rows) as Record<keyof EventRow, Float64Array>;
    const notes: TraceNote[] = [];
    let from = 0;
    parts.forEach((part, i) => {
      const of = (name: string): Uint8Array => section(part + name);
      this.#readPart(of, from, lengths[i] ?? 0);
      readNotes(of, this.#kept, notes);
      from += lengths[i] ?? 0;
    });
    this.notes = notes;
  }

  /** The number of the event at a position, among all of the run. */
  numberOf(position: number): number {
    if (this.gapAt === undefined || position < this.gapAt) return position;
    return position + this.total - this.length;
  }

  /** The position of an event by its number; the first one behind the gap for those left out. */
  positionOf(number: number): number {
    const dropped = this.total - this.length;
    if (this.gapAt === undefined || number < this.gapAt) return number;
    return Math.max(this.gapAt, number - dropped);
  }

  /** Whether the event of that number is here: a long trace leaves some out. */
  has(number: number): boolean {
    if (number < 0 || number >= this.total) return false;
    if (this.gapAt === undefined || number < this.gapAt) return true;
    return number >= this.gapAt + this.total - this.length;
  }

  kind(position: number): TraceEvent['kind'] {
    return eventKinds[this.kinds[position] ?? 0] ?? 'console';
  }

  /** One field of a row, without making the event. */
  field(name: keyof EventRow, position: number): number {
    return this.#rows[name][position] ?? 0;
  }

  event(position: number): TraceEvent {
    const cached = this.#cache.get(position);
    if (cached !== undefined) return cached;
    if (position < 0 || position >= this.length) {
      throw new RangeError(`no event ${position}: there are ${this.length}`);
    }
    const event = fromRow(
      this.kind(position),
      this.timesMs[position] ?? 0,
      this.#row(position),
      this.#kept,
    );
    if (this.#cache.size > 4096) this.#cache.clear();
    this.#cache.set(position, event);
    return event;
  }

  /** The texts that rows refer to. */
  text(number: number): string {
    return this.#kept.text(number);
  }

  /** Whether the RPC of that id is a heartbeat. */
  isHeartbeat(id: number): boolean {
    return this.#heartbeats.has(id);
  }

  #row(position: number): EventRow {
    return {
      server: this.field('server', position),
      peer: this.field('peer', position),
      id: this.field('id', position),
      index: this.field('index', position),
      term: this.field('term', position),
      flags: this.field('flags', position),
      first: this.field('first', position),
      second: this.field('second', position),
      third: this.field('third', position),
    };
  }

  #readPart(section: (name: string) => Uint8Array, from: number, length: number): void {
    this.kinds.set(section('kinds'), from);
    const times = readNumbers(section('times'), length);
    let us = 0;
    for (let i = 0; i < length; i++) {
      us += times[i] ?? 0;
      this.timesMs[from + i] = us / 1000;
    }
    for (const field of rowFields) {
      this.#rows[field].set(readNumbers(section(field), length), from);
    }
    const ids = this.#rows.id;
    let lastId = 0;
    let sends = 0;
    for (let i = from; i < from + length; i++) {
      const kind = this.kinds[i] ?? 0;
      if (kind > lastRpcKind) continue;
      lastId += ids[i] ?? 0;
      ids[i] = lastId;
      if (kind === sendKind) sends++;
    }
    const heartbeats = readNumbers(section('heartbeats'), sends);
    let send = 0;
    for (let i = from; i < from + length; i++) {
      if (this.kinds[i] !== sendKind) continue;
      if (heartbeats[send++] === 1) this.#heartbeats.add(ids[i] ?? 0);
    }
  }
}

class Contents implements Kept {
  readonly #starts: Float64Array;
  readonly #sizes: Float64Array;
  readonly #bytes: Uint8Array;
  readonly #texts: readonly string[];
  readonly #payloads = new Map<number, LazyPayload>();

  constructor(section: (name: string) => Uint8Array) {
    this.#texts = JSON.parse(new TextDecoder().decode(section('texts'))) as string[];
    this.#bytes = section('bytes');
    const groups = section('groups');
    this.#sizes = readNumbers(section('lengths'), groups.length);
    this.#starts = startsOf(groups, this.#sizes);
    const total = this.#sizes.reduce((sum, size) => sum + size, 0);
    if (total !== this.#bytes.length) throw new RangeError('byte strings are missing');
  }

  bytes(number: number): Uint8Array {
    const start = this.#starts[number] ?? 0;
    return this.#bytes.subarray(start, start + (this.#sizes[number] ?? 0));
  }

  text(number: number): string {
    return this.#texts[number] ?? '';
  }

  payload(number: number): LazyPayload {
    let payload = this.#payloads.get(number);
    if (payload === undefined) {
      payload = new LazyPayload(this.bytes(number));
      this.#payloads.set(number, payload);
    }
    return payload;
  }
}

/** Where each byte string is: they are stored group by group, in a group by number. */
function startsOf(groups: Uint8Array, sizes: Float64Array): Float64Array {
  const ends = new Float64Array(256);
  groups.forEach((group, i) => {
    ends[group] = (ends[group] ?? 0) + (sizes[i] ?? 0);
  });
  let start = 0;
  const next = ends.map((size) => {
    start += size;
    return start - size;
  });
  return sizes.map((size, i) => {
    const group = groups[i] ?? 0;
    next[group] = (next[group] ?? 0) + size;
    return (next[group] ?? 0) - size;
  });
}

function readNotes(section: (name: string) => Uint8Array, kept: Kept, into: TraceNote[]): void {
  const kinds = section('noteKinds');
  const names = ['noteAt', 'noteServer', 'noteIndex', 'noteWhat', 'noteTime'];
  const [at, servers, indexes, whats, times] = names.map((name) =>
    readNumbers(section(name), kinds.length),
  );
  let after = 0;
  let us = 0;
  kinds.forEach((number, i) => {
    after += at?.[i] ?? 0;
    us += times?.[i] ?? 0;
    const server = servers?.[i] ?? 0;
    const index = indexes?.[i] ?? 0;
    const what = whats?.[i] ?? 0;
    const kind = noteKinds[number];
    if (kind === 'inspect') into.push({ kind, after, server, change: kept.bytes(what) });
    else if (kind === 'inspect.failed')
      into.push({ kind, after, server, message: kept.text(what) });
    else if (kind === 'evidence') {
      const [rule = '', ...events] = kept.text(what).split('\n');
      into.push({ kind, after, rule, events: events.map(Number) });
    } else {
      const text = kept.text(what);
      const places = text === '' ? [] : text.split('\n');
      if (kind === 'source') into.push({ kind, event: after, places });
      else into.push({ kind: 'offer', after, atMs: us / 1000, server, index, places });
    }
  });
}
