import { describeHappening } from '../../sim/trace/describe.ts';
import type { TraceEvent } from '../../sim/trace/event.ts';
import { tame } from '../text.ts';
import { collectCalls, type Call } from '../trace/calls.ts';
import { Standings, type Standing } from '../trace/standings.ts';
import { finish, merge, type Draft } from './draft.ts';
import { findHeartbeats, type Heartbeat } from './heartbeats.ts';
import type { Row } from './row.ts';
import { topicsOf, type Topic } from './topics.ts';
import * as words from './words.ts';

/** Which rows a reader wants. */
export interface RowFilter {
  /**
   * `brief` leaves out what another row tells already: replies on their way back, terms that follow
   * from a message, the retries to a server that is cut off.
   */
  readonly detail?: 'full' | 'brief' | undefined;
  readonly topics?: readonly Topic[] | undefined;
  /** Simulated milliseconds, both inclusive. */
  readonly fromMs?: number | undefined;
  readonly toMs?: number | undefined;
  /** Only what this server does, and what concerns the test or the whole cluster. */
  readonly server?: number | undefined;
}

/**
 * A trace as a story: one row an event, except that runs of uneventful heartbeats, a broadcast, a
 * request with its immediate answer, and entries applied in a row become one row each.
 */
export function* composeRows(
  events: readonly TraceEvent[],
  filter: RowFilter = {},
): Generator<Row, void> {
  const composer = new Composer(events, filter.detail ?? 'full');
  let draft: Draft | undefined;
  for (const event of events) {
    const next = composer.draft(event);
    if (next === undefined || !isWanted(event, next.topics, filter)) continue;
    const merged = draft === undefined ? undefined : merge(draft, next);
    if (draft !== undefined && merged === undefined) yield finish(draft);
    draft = merged ?? next;
  }
  if (draft !== undefined) yield finish(draft);
}

function isWanted(event: TraceEvent, topics: readonly Topic[], filter: RowFilter): boolean {
  const { fromMs = 0, toMs = Infinity } = filter;
  if (event.atMs < fromMs || event.atMs > toMs) return false;
  const wanted = filter.topics;
  if (wanted !== undefined && !topics.some((topic) => wanted.includes(topic))) return false;
  const actor = actorOf(event);
  return filter.server === undefined || actor === undefined || actor === filter.server;
}

/** The server in whose column an event belongs. */
function actorOf(event: TraceEvent): number | undefined {
  if ('server' in event) return event.server;
  if (!('id' in event)) return undefined;
  const isAtSender =
    event.kind === 'rpc.send' ||
    event.kind === 'rpc.return' ||
    (event.kind === 'rpc.drop' && event.leg === 'request');
  return isAtSender ? event.from : event.to;
}

class Composer {
  readonly #calls: ReadonlyMap<number, Call>;
  readonly #heartbeats: ReadonlyMap<number, Heartbeat>;
  readonly #standings: Standings;
  readonly #isBrief: boolean;

  constructor(events: readonly TraceEvent[], detail: 'full' | 'brief') {
    this.#isBrief = detail === 'brief';
    this.#calls = collectCalls(events);
    this.#heartbeats = findHeartbeats(events, this.#calls);
    this.#standings = new Standings(this.#calls);
  }

  /** What the event adds to the story: to be called with every event in order. */
  draft(event: TraceEvent): Draft | undefined {
    const actor = actorOf(event);
    const before = actor === undefined ? undefined : this.#standings.of(actor);
    this.#standings.observe(event);
    if ('id' in event) {
      const call = this.#calls.get(event.id);
      return call === undefined ? undefined : this.#draftOfCall(event, call);
    }
    const common = { atMs: event.atMs, topics: topicsOf(event, undefined) };
    switch (event.kind) {
      case 'boot':
      case 'kill':
      case 'crash':
      case 'connect':
      case 'disconnect':
        return {
          ...common,
          kind: 'servers',
          servers: [event.server],
          what: words.faultWords(event),
        };
      case 'fault':
      case 'network':
      case 'check.begin':
      case 'check.end':
      case 'violation': {
        const text = tame(describeHappening(event));
        const isFailure = event.kind === 'violation';
        return { ...common, kind: 'finished', content: { kind: 'across', text, isFailure } };
      }
      case 'apply': {
        const { server, index } = event;
        const forms = words.applyForms(event);
        const standing = labelOf(this.#standings.of(server));
        return { ...common, kind: 'apply', server, standing, first: index, last: index, forms };
      }
      case 'state': {
        const wasLeader = before?.role === 'leader';
        if (this.#isBrief && !event.isLeader && !wasLeader) return undefined;
        return this.#cell(event, words.stateForms(event, wasLeader));
      }
      case 'start':
        if (!event.isLeader) return this.#counted(event, 'refused commands', event.server);
        return this.#cell(event, words.startForms(event));
      case 'apply.snapshot':
        return this.#cell(event, words.applySnapshotForms(event));
      case 'persist':
        return this.#cell(event, words.persistForms(event));
      case 'snapshot':
        return this.#cell(event, words.snapshotForms(event));
      case 'console':
        return this.#cell(event, words.consoleForms(event));
    }
  }

  #draftOfCall(event: Extract<TraceEvent, { id: number }>, call: Call): Draft | undefined {
    const heartbeat = this.#heartbeats.get(call.id);
    if (heartbeat !== undefined) {
      if (event.kind !== 'rpc.send') return undefined;
      return this.#counted(event, 'heartbeats', event.from, heartbeat === 'lost' ? 1 : 0);
    }
    switch (event.kind) {
      case 'rpc.send': {
        const lostAtOnce = isLostAtOnce(call);
        if (lostAtOnce && this.#isBrief && call.args.kind === 'append') {
          return this.#counted(event, 'heartbeats', event.from, 1);
        }
        const topics = topicsOf(event, call.args);
        return {
          atMs: event.atMs,
          topics: lostAtOnce ? [...topics, 'DROP'] : topics,
          kind: 'send',
          call,
          to: [event.to],
          standing: labelOf(this.#standings.of(event.from)),
        };
      }
      case 'rpc.deliver':
        if (isAnsweredAtOnce(call)) return this.#cell(event, words.handleForms(call), call);
        // The answer will say what it was about; only if none ever comes, this is all there is.
        if (this.#isBrief && call.answered !== undefined) return undefined;
        return this.#cell(event, words.deliverForms(call), call);
      case 'rpc.reply':
        if (isAnsweredAtOnce(call)) return undefined;
        return this.#cell(
          event,
          this.#isBrief ? words.handleForms(call) : words.replyForms(call),
          call,
        );
      case 'rpc.return':
        return this.#isBrief ? undefined : this.#cell(event, words.returnForms(call), call);
      case 'rpc.drop':
        // The row of the sending says it already.
        if (isLostAtOnce(call)) return undefined;
        return this.#cell(event, words.dropForms(event, call), call);
    }
  }

  #counted(
    { atMs }: TraceEvent,
    what: 'heartbeats' | 'refused commands',
    server: number,
    lost = 0,
  ): Draft {
    const tally = { standing: labelOf(this.#standings.of(server)), count: 1, lost };
    const topics: readonly Topic[] = [what === 'heartbeats' ? 'HEART' : 'START'];
    return { kind: 'counted', atMs, topics, what, tallies: new Map([[server, tally]]) };
  }

  #cell(event: TraceEvent, forms: readonly string[], call?: Call): Draft {
    const server = actorOf(event) ?? 0;
    const standing = labelOf(this.#standings.of(server));
    return {
      kind: 'finished',
      atMs: event.atMs,
      topics: topicsOf(event, call?.args),
      content: { kind: 'cells', cells: [{ server, standing, forms }] },
    };
  }
}

/** A message to a server that cannot be reached is lost as it is sent. */
function isLostAtOnce({ sent, lost }: Call): boolean {
  return lost?.position === sent.position + 1;
}

function isAnsweredAtOnce({ delivered, answered }: Call): boolean {
  return delivered !== undefined && answered?.position === delivered.position + 1;
}

/** `L3`, `C3`, `F3`; what is not known is a question mark. */
export function labelOf({ role, term }: Standing): string {
  const letter = role === undefined ? '?' : role.charAt(0).toUpperCase();
  return `${letter}${term === undefined ? '' : String(term)}`;
}
