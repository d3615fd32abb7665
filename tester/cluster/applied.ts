import { decode, encode } from '../../labgob/index.ts';
import { type LazyPayload } from '../../labrpc/payload.ts';
import type { Command } from '../../raft/index.ts';
import { showTime, showValue } from '../../sim/trace/show.ts';

/** A command as it was applied: bytes to compare, and the value for people. */
export interface AppliedCommand {
  readonly key: string;
  readonly value: Command;
}

/** What went wrong when a server applied something. */
export interface ApplyError {
  readonly property: string;
  readonly message: string;
  readonly servers: readonly number[];
}

/** What is known of an index from the first server that applied it. */
interface FirstApplied {
  readonly key: string;
  readonly command: LazyPayload;
  readonly server: number;
  readonly atMs: number;
}

/**
 * What every server of a cluster has applied, and the rules that hold for it at all times: each
 * server applies in order, and no two servers ever apply different commands at one index (State
 * Machine Safety, §5.4.3), whether they are up at the same time or not.
 */
export class AppliedLogs {
  readonly #logs: (string | undefined)[][];
  readonly #lastApplied: number[];
  /** How often each server has started, and what the snapshot it began with covers. */
  readonly #lives: { readonly count: number; readonly from: number }[];
  readonly #first: (FirstApplied | undefined)[] = [];
  readonly #snapshots = new Map<number, { bytes: Uint8Array; server: number }>();
  readonly #nowMs: () => number;

  constructor(servers: number, nowMs: () => number) {
    this.#logs = Array.from({ length: servers }, () => []);
    this.#lastApplied = Array.from({ length: servers }, () => 0);
    this.#lives = Array.from({ length: servers }, () => ({ count: 0, from: 0 }));
    this.#nowMs = nowMs;
  }

  /** The highest index that a server has applied in its present life, or covered by a snapshot. */
  lastApplied(server: number): number {
    return this.#lastApplied[server] ?? 0;
  }

  /** The highest index that any server has ever applied. */
  get highest(): number {
    return Math.max(0, this.#first.length - 1);
  }

  /** A server starts with an empty state machine, or with the one in its snapshot. */
  restart(server: number, snapshot: Uint8Array): ApplyError | undefined {
    this.#logs[server] = [];
    this.#lastApplied[server] = 0;
    const error = snapshot.length === 0 ? undefined : this.install(server, undefined, snapshot);
    const { count = 0 } = this.#lives[server] ?? {};
    this.#lives[server] = { count: count + 1, from: this.lastApplied(server) };
    return error;
  }

  apply(server: number, index: number, command: LazyPayload): ApplyError | undefined {
    const last = this.lastApplied(server);
    if (index !== last + 1) {
      return {
        property: 'apply-order',
        message:
          `server ${server} applied index ${index} out of order: ` +
          `expected index ${last + 1}, as it has applied up to ${last}` +
          this.#beginning(server),
        servers: [server],
      };
    }
    const key = keyOf(command.bytes);
    const first = this.#first[index];
    if (first === undefined) {
      this.#first[index] = { key, command, server, atMs: this.#nowMs() };
    } else if (first.key !== key) {
      return {
        property: 'state-machine-safety',
        message:
          `server ${server} applied ${showValue(command.value)} at index ${index}, but ` +
          `server ${first.server} applied ${showValue(first.command.value)} there at ` +
          showTime(first.atMs),
        servers: [first.server, server],
      };
    }
    this.#lastApplied[server] = index;
    const log = this.#logs[server];
    if (log !== undefined) log[index] = key;
    return undefined;
  }

  /** What a service begins with is what lies on the disk at that moment. */
  #beginning(server: number): string {
    const { count, from } = this.#lives[server] ?? { count: 1, from: 0 };
    const disk =
      from === 0 ? 'no snapshot was on its disk' : `the snapshot on its disk covers ${from}`;
    return `. In this life, its ${ordinal(count)}, its service began with index ${from + 1}: ${disk}`;
  }

  /** How many servers have applied that index in their present life. */
  countAt(index: number): number {
    return this.#logs.filter((log) => log[index] !== undefined).length;
  }

  commandAt(index: number): AppliedCommand | undefined {
    const first = this.#first[index];
    return first === undefined ? undefined : { key: first.key, value: first.command.value };
  }

  /** The service's snapshot of a server's state: the index, and every command up to it. */
  makeSnapshot(server: number): Uint8Array {
    const index = this.lastApplied(server);
    const commands = this.#first.slice(1, index + 1).map((first) => first?.command.value);
    const bytes = encode({ index, commands });
    this.#snapshots.set(index, { bytes, server });
    return bytes;
  }

  /** Replaces a server's state by a snapshot's. */
  install(server: number, index: number | undefined, snapshot: Uint8Array): ApplyError | undefined {
    const covered = indexOf(snapshot);
    const known = covered === undefined ? undefined : this.#snapshots.get(covered);
    const wrong = (message: string): ApplyError => ({
      property: 'snapshot-content',
      message: `server ${server} ${message}`,
      servers: [server],
    });
    if (covered === undefined || known === undefined) {
      return wrong('installed bytes that are no snapshot of the service');
    }
    if (index !== undefined && index !== covered) {
      return wrong(`delivered a snapshot as index ${index}, but it covers up to ${covered}`);
    }
    if (Buffer.compare(known.bytes, snapshot) !== 0) {
      return wrong(
        `installed a snapshot of index ${covered} that differs from the one ` +
          `server ${known.server} took there`,
      );
    }
    const keys = this.#first.slice(0, covered + 1).map((first) => first?.key);
    this.#logs[server] = keys;
    this.#lastApplied[server] = covered;
    return undefined;
  }
}

/** Commands are equal when their bytes are. */
export function keyOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
}

function ordinal(count: number): string {
  return ['first', 'second', 'third'][count - 1] ?? `${count}th`;
}

function indexOf(snapshot: Uint8Array): number | undefined {
  try {
    const decoded = decode(snapshot);
    if (typeof decoded !== 'object' || decoded === null || !('index' in decoded)) return undefined;
    return typeof decoded.index === 'number' ? decoded.index : undefined;
  } catch {
    return undefined;
  }
}
