import type { TraceEvent } from '../../../../sim/trace/event.ts';
import type { Recording } from '../../data/recording.ts';
import { topicOf } from './legs.ts';

/** What a reader may hide; each event belongs to exactly one of these. */
export const categories = [
  ...(['heartbeats', 'votes', 'appends', 'snapshot RPCs', 'other RPCs', 'starts'] as const),
  ...(['declined starts', 'applies', 'persists', 'snapshots', 'states', 'faults'] as const),
  ...(['checks', 'console'] as const),
] as const;

export type Category = (typeof categories)[number];

export interface Filter {
  readonly hidden: ReadonlySet<Category>;
  readonly hiddenServers: ReadonlySet<number>;
  /** Show only RPCs between these two; undefined for all. */
  readonly pair: readonly [number, number] | undefined;
}

export const defaultFilter: Filter = {
  hidden: new Set<Category>(['heartbeats', 'declined starts']),
  hiddenServers: new Set(),
  pair: undefined,
};

export function categoryOf(recording: Recording, position: number): Category {
  const kind = recording.kind(position);
  if (kind.startsWith('rpc.')) {
    if (recording.isHeartbeat(recording.field('id', position))) return 'heartbeats';
    return ofTopic[topicOf(recording.text(recording.field('first', position)))];
  }
  if (kind === 'start' && recording.field('flags', position) === 0) return 'declined starts';
  return ofKind[kind] ?? 'faults';
}

/** What is not named here is done to the cluster from outside. */
const ofKind: Partial<Record<TraceEvent['kind'], Category>> = {
  start: 'starts',
  apply: 'applies',
  'apply.snapshot': 'applies',
  persist: 'persists',
  snapshot: 'snapshots',
  state: 'states',
  console: 'console',
  'check.begin': 'checks',
  'check.end': 'checks',
  violation: 'checks',
};

const ofTopic = {
  vote: 'votes',
  append: 'appends',
  snapshot: 'snapshot RPCs',
  other: 'other RPCs',
} as const satisfies Record<string, Category>;

const withoutServer: ReadonlySet<string> = new Set([
  'network',
  'check.begin',
  'check.end',
  'violation',
  'fault',
]);

/** Positions that a filter lets through, and each position's place among them. */
export interface Shown {
  readonly positions: Int32Array;
  /** For each position, how many shown ones come before it. */
  readonly order: Float64Array;
  readonly isShown: Uint8Array;
}

/** @param always positions that no filter hides, such as evidence */
export function applyFilter(
  recording: Recording,
  filter: Filter,
  always: readonly number[],
): Shown {
  const kept = new Set(always);
  const { length } = recording;
  const order = new Float64Array(length);
  const isShown = new Uint8Array(length);
  const positions = new Int32Array(length);
  let count = 0;
  for (let i = 0; i < length; i++) {
    order[i] = count;
    if (!kept.has(i) && !isVisible(recording, i, filter)) continue;
    isShown[i] = 1;
    positions[count++] = i;
  }
  return { positions: positions.subarray(0, count), order, isShown };
}

function isVisible(recording: Recording, position: number, filter: Filter): boolean {
  const kind = recording.kind(position);
  // What ended the run is never hidden.
  if (kind === 'violation') return true;
  if (filter.hidden.has(categoryOf(recording, position))) return false;
  if (withoutServer.has(kind)) return true;
  const server = recording.field('server', position);
  if (filter.hiddenServers.has(server)) return false;
  if (!kind.startsWith('rpc.')) return filter.pair?.includes(server) ?? true;
  const peer = recording.field('peer', position);
  if (filter.hiddenServers.has(peer)) return false;
  return filter.pair === undefined || (filter.pair.includes(server) && filter.pair.includes(peer));
}
