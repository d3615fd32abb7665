import type { DropReason, TraceEvent } from '../../../sim/trace/event.ts';
import type { TraceNote } from '../../../sim/trace/note.ts';

/** The kinds of events by number; new ones go to the end, so that old files stay readable. */
export const eventKinds = [
  ...(['rpc.send', 'rpc.deliver', 'rpc.reply', 'rpc.return', 'rpc.drop', 'state'] as const),
  ...(['start', 'apply', 'apply.snapshot', 'persist', 'snapshot', 'boot', 'crash'] as const),
  ...(['connect', 'disconnect', 'network', 'check.begin', 'check.end', 'console'] as const),
  ...(['violation', 'kill', 'fault'] as const),
] as const satisfies readonly TraceEvent['kind'][];

export const noteKinds = [
  ...(['inspect', 'inspect.failed', 'source', 'offer', 'evidence'] as const),
] as const satisfies readonly TraceNote['kind'][];

export const dropReasons = [
  ...(['loss', 'link down', 'server down', 'killed in handler'] as const),
] as const satisfies readonly DropReason[];

/** One event as numbers; what a kind does not need is 0. */
export interface EventRow {
  /** The server it happened at, or the sender. */
  readonly server: number;
  readonly peer: number;
  readonly id: number;
  readonly index: number;
  readonly term: number;
  /** Booleans and small choices, packed. */
  readonly flags: number;
  /** Numbers of byte strings or texts. */
  readonly first: number;
  readonly second: number;
  readonly third: number;
}

export const rowFields = [
  ...(['server', 'peer', 'id', 'index', 'term', 'flags', 'first', 'second', 'third'] as const),
] as const satisfies readonly (keyof EventRow)[];

/** Where rows keep byte strings and texts. */
export interface Keep {
  /**
   * @param group byte strings of one group resemble each other, and are stored side by side; 0 to 255
   */
  bytes(value: Uint8Array, group: number): number;
  text(value: string): number;
}

/** The first group of each sort of byte strings; those of servers have one group a server. */
export const groups = { other: 0, snapshots: 1, args: 16, states: 48, changes: 80 } as const;

const blank: EventRow = {
  server: 0,
  peer: 0,
  id: 0,
  index: 0,
  term: 0,
  flags: 0,
  first: 0,
  second: 0,
  third: 0,
};

export function toRow(event: TraceEvent, keep: Keep): EventRow {
  switch (event.kind) {
    case 'rpc.send':
      return {
        ...rpcRow(event, keep),
        second: keep.bytes(event.args.bytes, groups.args + event.from),
      };
    case 'rpc.reply':
      return { ...rpcRow(event, keep), second: keep.bytes(event.reply.bytes, groups.other) };
    case 'rpc.deliver':
    case 'rpc.return':
      return rpcRow(event, keep);
    case 'rpc.drop': {
      const leg = event.leg === 'request' ? 0 : 1;
      return { ...rpcRow(event, keep), flags: leg + 2 * dropReasons.indexOf(event.reason) };
    }
    case 'check.begin':
      return { ...blank, first: keep.text(event.check) };
    case 'check.end':
      return { ...blank, first: keep.text(event.check), second: keep.text(event.result) };
    case 'network': {
      const flags =
        (event.delivery === 'unreliable' ? 1 : 0) + (event.longReordering === 'on' ? 2 : 0);
      return { ...blank, flags };
    }
    case 'fault':
      return { ...blank, first: keep.text(event.fault) };
    case 'violation':
      return {
        ...blank,
        first: keep.text(event.property),
        second: keep.text(event.message),
        third: keep.text(event.servers.join(',')),
      };
    case 'state':
    case 'start':
    case 'apply':
    case 'apply.snapshot':
    case 'persist':
    case 'snapshot':
    case 'boot':
    case 'kill':
    case 'crash':
    case 'connect':
    case 'disconnect':
    case 'console':
      return { ...blank, server: event.server, ...serverRow(event, keep) };
  }
}

type OfServer = Extract<TraceEvent, { readonly server: number }>;

function serverRow(event: OfServer, keep: Keep): Partial<EventRow> {
  switch (event.kind) {
    case 'state':
      return { term: event.term, flags: Number(event.isLeader) };
    case 'start':
      return {
        index: event.index,
        term: event.term,
        flags: Number(event.isLeader),
        first: keep.bytes(event.command.bytes, groups.other),
      };
    case 'apply':
      return { index: event.index, first: keep.bytes(event.command.bytes, groups.other) };
    case 'apply.snapshot':
      return {
        index: event.index,
        term: event.term,
        first: keep.bytes(event.snapshot, groups.snapshots),
      };
    case 'persist':
      return {
        first: keep.bytes(event.raftState, groups.states + event.server),
        second: keep.bytes(event.snapshot, groups.snapshots),
      };
    case 'snapshot':
      return { index: event.index, first: keep.bytes(event.snapshot, groups.snapshots) };
    case 'boot':
      return { index: event.incarnation };
    case 'console':
      return { first: keep.text(event.level), second: keep.text(event.text) };
    case 'kill':
    case 'crash':
    case 'connect':
    case 'disconnect':
      return {};
  }
}

function rpcRow(event: Extract<TraceEvent, { readonly method: string }>, keep: Keep): EventRow {
  const { from, to, id, method } = event;
  return { ...blank, server: from, peer: to, id, first: keep.text(method) };
}
