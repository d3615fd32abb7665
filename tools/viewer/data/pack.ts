import type { TraceEvent } from '../../../sim/trace/event.ts';
import type { TraceNote } from '../../../sim/trace/note.ts';
import { joinSections, NumberWriter } from './bytes.ts';
import { eventKinds, groups, type Keep, noteKinds, rowFields, toRow } from './columns.ts';
import { argsOf, isHeartbeat } from '../../../tester/messages/message.ts';

/** Events by their numbers in the whole trace, with what was noted, column by column. */
export interface Packable {
  readonly events: readonly TraceEvent[];
  readonly notes: readonly TraceNote[];
  /** What was known of the servers before the first event; empty at the beginning of a run. */
  readonly resume?: Uint8Array;
}

/** Byte strings and texts, each kept once and known by its number from 0. */
class Keeper implements Keep {
  readonly #numbers = new Map<string, number>();
  readonly #textNumbers = new Map<string, number>();
  readonly all: { readonly value: Uint8Array; readonly group: number }[] = [];
  readonly texts: string[] = [];

  bytes(value: Uint8Array, group: number): number {
    const key = Buffer.from(value.buffer, value.byteOffset, value.length).toString('latin1');
    let number = this.#numbers.get(key);
    if (number === undefined) {
      number = this.all.push({ value, group }) - 1;
      this.#numbers.set(key, number);
    }
    return number;
  }

  text(value: string): number {
    let number = this.#textNumbers.get(value);
    if (number === undefined) {
      number = this.texts.push(value) - 1;
      this.#textNumbers.set(value, number);
    }
    return number;
  }
}

/** Several stretches of one trace (the whole, or head and tail) as one byte string. */
export function pack(parts: readonly Packable[]): Uint8Array {
  const keep = new Keeper();
  const sections: Record<string, Uint8Array> = {};
  parts.forEach((part, i) => {
    for (const [name, bytes] of Object.entries(packPart(part, keep))) {
      sections[`${i}/${name}`] = bytes;
    }
  });
  const lengths = new NumberWriter();
  for (const { value } of keep.all) lengths.add(value.length);
  const sorted = keep.all.toSorted((a, b) => a.group - b.group);
  return joinSections({
    ...sections,
    lengths: lengths.bytes,
    groups: Uint8Array.from(keep.all, ({ group }) => group),
    bytes: Buffer.concat(sorted.map(({ value }) => value)),
    texts: new TextEncoder().encode(JSON.stringify(keep.texts)),
  });
}

function packPart(part: Packable, keep: Keep): Record<string, Uint8Array> {
  const { events, notes, resume } = part;
  const kinds = new Uint8Array(events.length);
  const times = new NumberWriter();
  const columns = rowFields.map((field) => ({ field, writer: new NumberWriter() }));
  let lastUs = 0;
  let lastId = 0;
  const heartbeats = new NumberWriter();
  events.forEach((event, i) => {
    kinds[i] = eventKinds.indexOf(event.kind);
    const us = Math.round(event.atMs * 1000);
    times.add(us - lastUs);
    lastUs = us;
    const row = toRow(event, keep);
    for (const { field, writer } of columns) {
      // Ids grow along the trace, so their differences stay small.
      writer.add(field === 'id' && row.id > 0 ? row.id - lastId : row[field]);
    }
    if (row.id > 0) lastId = row.id;
    if (event.kind === 'rpc.send') heartbeats.add(Number(isHeartbeat(argsOf(event))));
  });
  return {
    kinds,
    times: times.bytes,
    ...Object.fromEntries(columns.map(({ field, writer }) => [field, writer.bytes])),
    heartbeats: heartbeats.bytes,
    ...packNotes(notes, keep),
    ...(resume === undefined ? {} : { resume }),
  };
}

function packNotes(notes: readonly TraceNote[], keep: Keep): Record<string, Uint8Array> {
  const kinds = new Uint8Array(notes.length);
  const columns = {
    noteAt: new NumberWriter(),
    noteServer: new NumberWriter(),
    noteIndex: new NumberWriter(),
    noteWhat: new NumberWriter(),
    noteTime: new NumberWriter(),
  };
  let last = 0;
  let lastUs = 0;
  notes.forEach((note, i) => {
    kinds[i] = noteKinds.indexOf(note.kind);
    const at = note.kind === 'source' ? note.event : note.after;
    columns.noteAt.add(at - last);
    last = at;
    columns.noteServer.add('server' in note ? note.server : 0);
    columns.noteIndex.add('index' in note ? note.index : 0);
    columns.noteWhat.add(whatOf(note, keep));
    const us = note.kind === 'offer' ? Math.round(note.atMs * 1000) : lastUs;
    columns.noteTime.add(us - lastUs);
    lastUs = us;
  });
  const packed = Object.entries(columns).map(([name, writer]) => [name, writer.bytes] as const);
  return { noteKinds: kinds, ...Object.fromEntries(packed) };
}

function whatOf(note: TraceNote, keep: Keep): number {
  if (note.kind === 'inspect') return keep.bytes(note.change, groups.changes + note.server);
  if (note.kind === 'inspect.failed') return keep.text(note.message);
  if (note.kind === 'evidence') return keep.text([note.rule, ...note.events].join('\n'));
  return keep.text(note.places.join('\n'));
}
