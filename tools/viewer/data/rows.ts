import type { LazyPayload } from '../../../labrpc/payload.ts';
import type { TraceEvent } from '../../../sim/trace/event.ts';
import { dropReasons, type EventRow } from './columns.ts';

/** What rows kept, by number. */
export interface Kept {
  bytes(number: number): Uint8Array;
  text(number: number): string;
  /** The same object for the same bytes, so that they are decoded once. */
  payload(number: number): LazyPayload;
}

/** The event that became this row: the inverse of `toRow`. */
export function fromRow(
  kind: TraceEvent['kind'],
  atMs: number,
  row: EventRow,
  kept: Kept,
): TraceEvent {
  const { server, index, term, first, second } = row;
  const isLeader = row.flags === 1;
  switch (kind) {
    case 'rpc.send':
      return { kind, atMs, ...rpc(row, kept), args: kept.payload(second) };
    case 'rpc.reply':
      return { kind, atMs, ...rpc(row, kept), reply: kept.payload(second) };
    case 'rpc.deliver':
    case 'rpc.return':
      return { kind, atMs, ...rpc(row, kept) };
    case 'rpc.drop': {
      const reason = dropReasons[row.flags >> 1] ?? 'loss';
      return {
        kind,
        atMs,
        ...rpc(row, kept),
        leg: row.flags % 2 === 0 ? 'request' : 'reply',
        reason,
      };
    }
    case 'state':
      return { kind, atMs, server, term, isLeader };
    case 'start':
      return { kind, atMs, server, command: kept.payload(first), index, term, isLeader };
    case 'apply':
      return { kind, atMs, server, index, command: kept.payload(first) };
    case 'apply.snapshot':
      return { kind, atMs, server, index, term, snapshot: kept.bytes(first) };
    case 'persist':
      return { kind, atMs, server, raftState: kept.bytes(first), snapshot: kept.bytes(second) };
    case 'snapshot':
      return { kind, atMs, server, index, snapshot: kept.bytes(first) };
    case 'boot':
      return { kind, atMs, server, incarnation: index };
    case 'fault':
      return { kind, atMs, fault: kept.text(first) };
    case 'kill':
    case 'crash':
    case 'connect':
    case 'disconnect':
      return { kind, atMs, server };
    case 'network':
      return {
        kind,
        atMs,
        delivery: row.flags % 2 === 1 ? 'unreliable' : 'reliable',
        longReordering: row.flags >= 2 ? 'on' : 'off',
      };
    case 'check.begin':
      return { kind, atMs, check: kept.text(first) };
    case 'check.end':
      return { kind, atMs, check: kept.text(first), result: kept.text(second) };
    case 'console':
      return { kind, atMs, server, level: kept.text(first), text: kept.text(second) };
    case 'violation': {
      const servers = kept.text(row.third);
      return {
        kind,
        atMs,
        property: kept.text(first),
        message: kept.text(second),
        servers: servers === '' ? [] : servers.split(',').map(Number),
      };
    }
  }
}

function rpc(row: EventRow, kept: Kept): { id: number; from: number; to: number; method: string } {
  return { id: row.id, from: row.server, to: row.peer, method: kept.text(row.first) };
}
