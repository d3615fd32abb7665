import type { Recording } from '../../data/recording.ts';
import { dropReasons, eventKinds } from '../../data/columns.ts';

export type Topic = 'vote' | 'append' | 'snapshot' | 'other';

/** One way of an RPC: the request from caller to handler, or the reply back. */
export interface Leg {
  readonly id: number;
  readonly leg: 'request' | 'reply';
  readonly from: number;
  readonly to: number;
  readonly topic: Topic;
  readonly isHeartbeat: boolean;
  /** Position of the event where it left. */
  readonly start: number;
  /** Position where it arrived or was lost; -1 when the trace ends before. */
  end: number;
  /** Why it was lost; undefined when it arrived or is still under way. */
  lost: string | undefined;
}

const blockSize = 256;
const lastRpcKind = eventKinds.indexOf('rpc.drop');

/** All messages of a trace, to be drawn by window. */
export class Legs {
  readonly all: Leg[] = [];
  /** For each position of an RPC's event, the leg that it begins or ends; -1 for others. */
  readonly at: Int32Array;
  /** For each block of positions, legs that began before it and end in it or later. */
  readonly #openAt: number[][] = [];
  /** For each leg where it starts, and a number that is the same for legs that look the same. */
  readonly starts: Int32Array;
  readonly looks: Int32Array;
  readonly #startsFrom: Int32Array;
  readonly #byId = new Map<number, number[]>();

  constructor(recording: Recording) {
    this.at = new Int32Array(recording.length).fill(-1);
    this.#startsFrom = new Int32Array(recording.length + 1);
    const open = new Map<number, number>();
    for (let i = 0; i < recording.length; i++) {
      if (i === recording.gapAt) open.clear();
      if (i % blockSize === 0) this.#openAt.push([...open.values()]);
      this.#startsFrom[i] = this.all.length;
      this.#read(recording, i, open);
    }
    this.#startsFrom[recording.length] = this.all.length;
    this.starts = Int32Array.from(this.all, (leg) => leg.start);
    this.looks = Int32Array.from(this.all, lookOf);
  }

  /** Calls back for each leg that touches positions from `from` to `to`. */
  within(from: number, to: number, visit: (leg: Leg) => void): void {
    const block = Math.floor(Math.max(0, from) / blockSize);
    for (const number of this.#openAt[block] ?? []) {
      const leg = this.all[number];
      if (leg !== undefined && (leg.end === -1 || leg.end >= from)) visit(leg);
    }
    const first = this.#startsFrom[block * blockSize] ?? 0;
    const last = this.#startsFrom[Math.min(to + 1, this.#startsFrom.length - 1)] ?? this.all.length;
    for (let i = first; i < last; i++) {
      const leg = this.all[i];
      if (leg !== undefined && (leg.end === -1 || leg.end >= from)) visit(leg);
    }
  }

  /** The number of the first leg that starts at a position or later. */
  firstFrom(position: number): number {
    return this.#startsFrom[Math.max(0, Math.min(position, this.#startsFrom.length - 1))] ?? 0;
  }

  /** How many legs begin in that range. */
  count(from: number, to: number): number {
    return this.firstFrom(to + 1) - this.firstFrom(from);
  }

  /** Both legs of one RPC, as far as they exist. */
  ofRpc(id: number): readonly Leg[] {
    return (this.#byId.get(id) ?? []).flatMap((number) => this.all[number] ?? []);
  }

  /** The positions of one RPC's events, in order. */
  eventsOf(id: number): readonly number[] {
    const positions = this.ofRpc(id).flatMap((leg) => [leg.start, leg.end]);
    return [...new Set(positions.filter((position) => position >= 0))].sort((a, b) => a - b);
  }

  #read(recording: Recording, position: number, open: Map<number, number>): void {
    if ((recording.kinds[position] ?? 0) > lastRpcKind) return;
    const kind = recording.kind(position);
    const id = recording.field('id', position);
    const before = open.get(id);
    if (kind === 'rpc.send' || kind === 'rpc.reply') {
      const leg = kind === 'rpc.send' ? 'request' : 'reply';
      open.set(id, this.#begin(recording, position, leg));
      return;
    }
    if (kind === 'rpc.deliver' || kind === 'rpc.return') {
      this.#end(before, position, undefined);
      open.delete(id);
      return;
    }
    const flags = recording.field('flags', position);
    const leg = flags % 2 === 0 ? 'request' : 'reply';
    const reason = dropReasons[flags >> 1];
    const isOpen = before !== undefined && this.all[before]?.leg === leg;
    // A server that died in its handler lost a reply that it never gave.
    this.#end(isOpen ? before : this.#begin(recording, position, leg), position, reason);
    open.delete(id);
  }

  #begin(recording: Recording, position: number, leg: Leg['leg']): number {
    const id = recording.field('id', position);
    const caller = recording.field('server', position);
    const handler = recording.field('peer', position);
    const number = this.all.push({
      id,
      leg,
      start: position,
      end: -1,
      lost: undefined,
      from: leg === 'request' ? caller : handler,
      to: leg === 'request' ? handler : caller,
      topic: topicOf(recording.text(recording.field('first', position))),
      isHeartbeat: recording.isHeartbeat(id),
    });
    this.at[position] = number - 1;
    const ofRpc = this.#byId.get(id);
    if (ofRpc === undefined) this.#byId.set(id, [number - 1]);
    else ofRpc.push(number - 1);
    return number - 1;
  }

  #end(number: number | undefined, position: number, lost: string | undefined): void {
    const leg = number === undefined ? undefined : this.all[number];
    if (leg === undefined || number === undefined) return;
    leg.end = position;
    leg.lost = lost;
    this.at[position] = number;
  }
}

export function topicOf(method: string): Topic {
  if (method.endsWith('Vote')) return 'vote';
  if (method.endsWith('AppendEntries')) return 'append';
  if (method.endsWith('InstallSnapshot')) return 'snapshot';
  return 'other';
}

/** Looks are below this; lanes go up to 15. */
export const lookCount = 16 * 16 * 16;

const topicNumbers: Readonly<Record<Topic, number>> = { vote: 0, append: 1, snapshot: 2, other: 3 };

function lookOf({ from, to, topic, leg, lost }: Leg): number {
  const way = (leg === 'reply' ? 2 : 0) + (lost === undefined ? 0 : 1);
  return (from * 16 + to) * 16 + topicNumbers[topic] * 4 + way;
}
