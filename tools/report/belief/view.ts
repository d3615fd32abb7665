import type { LogEntry } from '../../../raft/index.ts';
import type { Belief } from './belief.ts';
import { readDisk } from './disk.ts';

export type Role = 'follower' | 'candidate' | 'leader';

/**
 * How something is known: `seen` by the tester, `told` by Inspect, read from `disk` as last saved, or
 * from a `message` that the server last sent.
 */
export type Source = 'seen' | 'told' | 'disk' | 'message';

export interface Known<T> {
  readonly value: T;
  readonly source: Source;
}

/** One server at one moment. What nobody has revealed is undefined, never a guess. */
export interface ServerView {
  readonly server: number;
  readonly up: boolean;
  readonly connected: boolean;
  readonly life: number;
  readonly role: Known<Role> | undefined;
  /** Known even where the role is not: a follower and a candidate look alike from outside. */
  readonly isLeader: boolean | undefined;
  readonly term: Known<number> | undefined;
  readonly votedFor: Known<number | null> | undefined;
  readonly commitIndex: Known<number> | undefined;
  readonly applied: Known<number>;
  readonly lastIndex: Known<number> | undefined;
  readonly lastTerm: Known<number> | undefined;
  /** The snapshot's last index; 0 when there is none. */
  readonly lastIncludedIndex: Known<number> | undefined;
  readonly lastIncludedTerm: Known<number> | undefined;
  readonly log: Known<LogPart> | undefined;
  readonly nextIndex: Known<readonly (number | null)[]> | undefined;
  readonly matchIndex: Known<readonly (number | null)[]> | undefined;
}

/** Entries of a log from index `from` on; there may be more on both sides of what a message showed. */
export interface LogPart {
  readonly from: number;
  readonly entries: readonly LogEntry[];
}

export function viewOf(server: number, belief: Belief): ServerView {
  const { up, connected, life, state } = belief;
  const read = reader(belief);
  const isLeader = up ? (leads(told(belief, 'role')) ?? state?.isLeader) : undefined;
  const log = logOf(belief);
  const lastIncludedIndex = read<number>('lastIncludedIndex', isNumber);
  const lastIncludedTerm = read<number>('lastIncludedTerm', isNumber);
  return {
    server,
    up,
    connected,
    life,
    isLeader,
    log,
    lastIncludedIndex,
    lastIncludedTerm,
    role: roleOf(belief),
    term: termOf(belief),
    votedFor: read<number | null>('votedFor', (value) => value === null || isNumber(value)),
    commitIndex: fromInspect(belief, 'commitIndex', isNumber) ?? saidNumber(belief, 'leaderCommit'),
    applied: { value: belief.applied, source: 'seen' },
    ...lastOf(belief, log, lastIncludedTerm),
    nextIndex: fromInspect(belief, 'nextIndex', isIndexList),
    matchIndex: fromInspect(belief, 'matchIndex', isIndexList),
  };
}

function told(belief: Belief, name: string): unknown {
  return belief.up ? belief.told?.fields[name] : undefined;
}

export function fromInspect<T>(
  belief: Belief,
  name: string,
  isRight: (value: unknown) => boolean,
): Known<T> | undefined {
  const value = told(belief, name);
  return value !== undefined && isRight(value) ? { value: value as T, source: 'told' } : undefined;
}

/** Reads a field that Inspect may tell and that is otherwise known as it was last saved. */
function reader(belief: Belief) {
  const disk = readDisk(belief);
  return <T>(
    name: 'votedFor' | 'lastIncludedIndex' | 'lastIncludedTerm',
    isRight: (value: unknown) => boolean,
  ): Known<T> | undefined => {
    const inside = fromInspect<T>(belief, name, isRight);
    if (inside !== undefined) return inside;
    const saved = disk[name];
    return saved === undefined ? undefined : { value: saved as T, source: 'disk' };
  };
}

export function roleOf(belief: Belief): Known<Role> | undefined {
  if (!belief.up) return undefined;
  const inside = fromInspect<Role>(belief, 'role', (value) => roles.has(value as Role));
  if (inside !== undefined) return inside;
  return belief.state?.isLeader === true ? { value: 'leader', source: 'seen' } : undefined;
}

const roles: ReadonlySet<Role> = new Set<Role>(['follower', 'candidate', 'leader']);

function leads(role: unknown): boolean | undefined {
  return roles.has(role as Role) ? role === 'leader' : undefined;
}

export function termOf(belief: Belief): Known<number> | undefined {
  const inside = fromInspect<number>(belief, 'currentTerm', isNumber);
  if (inside !== undefined) return inside;
  if (belief.up && belief.state !== undefined) return { value: belief.state.term, source: 'seen' };
  const { currentTerm } = readDisk(belief);
  return currentTerm === undefined ? undefined : { value: currentTerm, source: 'disk' };
}

function logOf(belief: Belief): Known<LogPart> | undefined {
  const inside = belief.up ? belief.told?.log : undefined;
  const base = fromInspect<number>(belief, 'lastIncludedIndex', isNumber)?.value ?? 0;
  if (inside !== undefined) return { value: { from: base + 1, entries: inside }, source: 'told' };
  const { log } = readDisk(belief);
  if (log !== undefined) return { value: log, source: 'disk' };
  return belief.said.log === undefined ? undefined : { value: belief.said.log, source: 'message' };
}

function lastOf(
  belief: Belief,
  log: Known<LogPart> | undefined,
  lastIncludedTerm: Known<number> | undefined,
): Pick<ServerView, 'lastIndex' | 'lastTerm'> {
  if (log === undefined || log.source === 'message') {
    return {
      lastIndex: saidNumber(belief, 'lastLogIndex'),
      lastTerm: saidNumber(belief, 'lastLogTerm'),
    };
  }
  const { from, entries } = log.value;
  const { source } = log;
  const last = entries.at(-1);
  const lastTerm = last?.term ?? (from === 1 ? 0 : lastIncludedTerm?.value);
  return {
    lastIndex: { value: from + entries.length - 1, source },
    lastTerm: lastTerm === undefined ? undefined : { value: lastTerm, source },
  };
}

function saidNumber(
  belief: Belief,
  name: 'leaderCommit' | 'lastLogIndex' | 'lastLogTerm',
): Known<number> | undefined {
  const value = belief.said[name];
  return value === undefined || !belief.up ? undefined : { value, source: 'message' };
}

export function isNumber(value: unknown): boolean {
  return typeof value === 'number';
}

function isIndexList(value: unknown): boolean {
  return Array.isArray(value) && value.every((item) => item === null || isNumber(item));
}
