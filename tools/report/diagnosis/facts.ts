import type { Failure } from '../../../sim/failure.ts';
import type { TraceEvent } from '../../../sim/trace/event.ts';
import { collectCalls, isCallOf, type Call, type CallOf, type Moment } from '../trace/calls.ts';
import { countServers, Standings, unborn, type Standing } from '../trace/standings.ts';

/** One server's reign, as it saw it itself. */
export interface Leadership {
  readonly server: number;
  readonly term: number;
  /** The event in which it became leader. */
  readonly began: Moment;
  readonly fromMs: number;
  /** When it stepped down or crashed, or the end of the trace. */
  readonly untilMs: number;
}

/** One candidate's attempt, known from the votes that it asked for. */
export interface Election {
  readonly candidate: number;
  readonly term: number;
  readonly atMs: number;
  readonly requests: readonly CallOf<'vote'>[];
}

/** What a recorded run shows, prepared once for all diagnoses. */
export interface Facts {
  readonly events: readonly TraceEvent[];
  readonly failure: Failure;
  readonly servers: number;
  readonly majority: number;
  readonly calls: readonly Call[];
  readonly votes: readonly CallOf<'vote'>[];
  readonly appends: readonly CallOf<'append'>[];
  /** `from/to/ms` of each refusal of AppendEntries: to whom and when it came back. */
  readonly refusals: ReadonlySet<string>;
  /** In the order of time. */
  readonly leaderships: readonly Leadership[];
  readonly elections: readonly Election[];
  readonly endMs: number;
  /** How a server stood after everything that happened up to that time. */
  readonly at: (server: number, atMs: number) => Standing;
  /** Whether a server was up, in one life, and connected through the whole of that time. */
  readonly isPresent: (server: number, fromMs: number, untilMs: number) => boolean;
}

export function gatherFacts(events: readonly TraceEvent[], failure: Failure): Facts {
  const servers = countServers(events);
  const callsById = collectCalls(events);
  const calls = [...callsById.values()];
  const history = recordHistory(events, callsById, servers);
  const endMs = events.at(-1)?.atMs ?? 0;
  const votes = calls.filter((call) => isCallOf(call, 'vote'));
  const appends = calls.filter((call) => isCallOf(call, 'append'));
  return {
    events,
    failure,
    servers,
    majority: Math.floor(servers / 2) + 1,
    calls,
    votes,
    appends,
    refusals: new Set(
      appends
        .filter(({ reply }) => reply?.success === false)
        .map(({ from, to, returned }) => [from, to, returned?.atMs].join('/')),
    ),
    leaderships: findLeaderships(events, callsById, endMs),
    elections: findElections(votes),
    endMs,
    at: (server, atMs) => standingAt(history[server] ?? [], atMs),
    isPresent: (server, fromMs, untilMs) => {
      const isThere = ({ up, connected }: Standing): boolean => up && connected;
      const entries = history[server] ?? [];
      return (
        isThere(standingAt(entries, fromMs)) &&
        entries.every(({ atMs, standing }) => {
          return atMs <= fromMs || atMs > untilMs || isThere(standing);
        })
      );
    },
  };
}

/** A server's standing from a time on. */
interface Entry {
  readonly atMs: number;
  readonly standing: Standing;
}

function recordHistory(
  events: readonly TraceEvent[],
  calls: ReadonlyMap<number, Call>,
  servers: number,
): readonly Entry[][] {
  const standings = new Standings(calls);
  const history: Entry[][] = Array.from({ length: servers }, () => []);
  for (const event of events) {
    standings.observe(event);
    history.forEach((entries, server) => {
      const standing = standings.of(server);
      if (entries.at(-1)?.standing !== standing) entries.push({ atMs: event.atMs, standing });
    });
  }
  return history;
}

function standingAt(entries: readonly Entry[], atMs: number): Standing {
  let low = 0;
  let high = entries.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const entry = entries[middle];
    if (entry !== undefined && entry.atMs <= atMs) low = middle + 1;
    else high = middle;
  }
  return entries[low - 1]?.standing ?? unborn;
}

function findLeaderships(
  events: readonly TraceEvent[],
  calls: ReadonlyMap<number, Call>,
  endMs: number,
): readonly Leadership[] {
  const reigning = new Map<number, number>();
  const found: Leadership[] = [];
  const end = (server: number, untilMs: number): void => {
    const place = reigning.get(server);
    const reign = place === undefined ? undefined : found[place];
    if (place === undefined || reign === undefined) return;
    reigning.delete(server);
    found[place] = { ...reign, untilMs };
  };
  for (const [position, event] of events.entries()) {
    if (event.kind === 'crash' || event.kind === 'kill') end(event.server, event.atMs);
    if (event.kind !== 'state') continue;
    end(event.server, event.atMs);
    if (!event.isLeader) continue;
    const { server, term, atMs } = event;
    reigning.set(server, found.length);
    const began: Moment = { position, atMs };
    found.push({ server, term, began, fromMs: atMs, untilMs: endMs });
  }
  return [...found, ...unannounced(events, calls, found)];
}

/**
 * A run may end at the first message of a leader, before anybody could ask it whether it leads. Only
 * the last moment is like that, as GetState is asked after every event in a server.
 */
function unannounced(
  events: readonly TraceEvent[],
  calls: ReadonlyMap<number, Call>,
  found: readonly Leadership[],
): readonly Leadership[] {
  const last = events.findLast((event) => event.kind !== 'violation');
  const call = last?.kind === 'rpc.send' ? calls.get(last.id) : undefined;
  if (call?.args.kind !== 'append' || call.args.term === undefined) return [];
  const { from: server, sent } = call;
  const { term } = call.args;
  if (found.some((it) => it.server === server && it.term >= term)) return [];
  return [{ server, term, began: sent, fromMs: sent.atMs, untilMs: sent.atMs }];
}

function findElections(votes: readonly CallOf<'vote'>[]): readonly Election[] {
  const elections = new Map<string, Election & { requests: CallOf<'vote'>[] }>();
  for (const call of votes) {
    const { term } = call.args;
    if (term === undefined) continue;
    const key = `${call.from}/${term}`;
    const known = elections.get(key);
    if (known !== undefined) known.requests.push(call);
    else {
      const atMs = call.sent.atMs;
      elections.set(key, { candidate: call.from, term, atMs, requests: [call] });
    }
  }
  return [...elections.values()];
}
