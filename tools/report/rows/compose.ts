import { describeHappening } from '../../../sim/trace/describe.ts';
import type { TraceEvent } from '../../../sim/trace/event.ts';
import { printable } from '../text.ts';
import { collectCalls, type Call } from '../trace/calls.ts';
import { Standings, type Standing } from '../trace/standings.ts';
import { finish, merge, type Counted, type Draft } from './draft.ts';
import { findHeartbeats, type Heartbeat } from './heartbeats.ts';
import type { Row, Weight } from './row.ts';
import { topicsOf, type Topic } from './topics.ts';
import { weightOf } from './weight.ts';
import * as forms from './forms.ts';

/** Which rows a reader wants. */
export interface RowFilter {
  /**
   * `brief` leaves out what another row tells already: replies on their way back, terms that follow
   * from a message, the retries to a server that is cut off.
   */
  readonly detail?: 'full' | 'brief' | undefined;
  /** With `HEART` among them, and in full detail, no heartbeat is folded; with `CONSOLE` no line is cut. */
  readonly topics?: readonly Topic[] | undefined;
  /** Simulated milliseconds, both inclusive. */
  readonly fromMs?: number | undefined;
  readonly toMs?: number | undefined;
  /** Only what this server does, and what concerns the test or the whole cluster. */
  readonly server?: number | undefined;
  /** Only events for which this holds. */
  readonly concerns?: ((event: TraceEvent) => boolean) | undefined;
  /** Places in the trace of events that have a row of their own, whatever would be left out or folded. */
  readonly pinned?: ReadonlySet<number> | undefined;
}

/**
 * A trace as a story: one row an event, except that runs of uneventful heartbeats, a broadcast, a
 * request with its immediate answer, and entries applied in a row become one row each.
 */
export function* composeRows(
  events: readonly TraceEvent[],
  filter: RowFilter = {},
): Generator<Row, void> {
  const composer = new Composer(events, filter);
  let draft: Draft | undefined;
  for (const [position, event] of events.entries()) {
    const next = composer.draft(event, position);
    if (next === undefined || !isWanted(event, next.topics, filter)) continue;
    const merged = draft === undefined ? undefined : merge(draft, next);
    if (draft !== undefined && merged === undefined) yield finish(draft);
    draft = merged ?? next;
  }
  if (draft !== undefined) yield finish(draft);
}

function isWanted(event: TraceEvent, topics: readonly Topic[], filter: RowFilter): boolean {
  const { fromMs = 0, toMs = Infinity, concerns } = filter;
  if (event.atMs < fromMs || event.atMs > toMs) return false;
  if (concerns?.(event) === false) return false;
  const wanted = filter.topics;
  if (wanted !== undefined && !topics.some((topic) => wanted.includes(topic))) return false;
  const actor = actorOf(event);
  return filter.server === undefined || actor === undefined || actor === filter.server;
}

/** The server in whose column an event belongs. */
export function actorOf(event: TraceEvent): number | undefined {
  if ('server' in event) return event.server;
  if (!('id' in event)) return undefined;
  const isAtSender =
    event.kind === 'rpc.send' ||
    event.kind === 'rpc.return' ||
    (event.kind === 'rpc.drop' && event.leg === 'request');
  return isAtSender ? event.from : event.to;
}

/** A longer line of an implementation's own hides what stands around it. */
const longestConsoleLine = 160;

/** A call's event, with its place in the trace. */
type OfCall = Extract<TraceEvent, { id: number }>;

class Composer {
  readonly #calls: ReadonlyMap<number, Call>;
  readonly #heartbeats: ReadonlyMap<number, Heartbeat>;
  readonly #standings: Standings;
  readonly #isBrief: boolean;
  readonly #foldsHeartbeats: boolean;
  readonly #longestConsoleLine: number;
  readonly #pinned: ReadonlySet<number>;
  /** In which term callers sent, by call. */
  readonly #sentIn = new Map<number, number | undefined>();

  constructor(events: readonly TraceEvent[], { detail, topics, pinned }: RowFilter) {
    this.#isBrief = detail === 'brief';
    this.#foldsHeartbeats = this.#isBrief || topics?.includes('HEART') !== true;
    this.#longestConsoleLine =
      !this.#isBrief && topics?.includes('CONSOLE') === true ? Infinity : longestConsoleLine;
    this.#pinned = pinned ?? new Set();
    this.#calls = collectCalls(events);
    this.#heartbeats = findHeartbeats(events, this.#calls);
    this.#standings = new Standings(this.#calls);
  }

  /** What the event adds to the story: to be called with every event in order. */
  draft(event: TraceEvent, position: number): Draft | undefined {
    const actor = actorOf(event);
    const before = actor === undefined ? undefined : this.#standings.of(actor);
    this.#standings.observe(event);
    if ('id' in event) {
      const call = this.#calls.get(event.id);
      return call === undefined ? undefined : this.#draftOfCall(event, call, position);
    }
    const wasLeader = before?.role === 'leader';
    const { atMs } = event;
    const weight = weightOf(event, { wasLeader });
    const common = { atMs, topics: topicsOf(event, undefined), events: [position], weight };
    const cell = (cellForms: readonly string[]): Draft => this.#cell(event, common, cellForms);
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
          what: forms.faultText(event),
        };
      case 'fault':
      case 'network':
      case 'check.begin':
      case 'check.end':
      case 'violation': {
        const text = printable(describeHappening(event));
        const isFailure = event.kind === 'violation';
        return { ...common, kind: 'finished', content: { kind: 'across', text, isFailure } };
      }
      case 'apply': {
        const { server, index } = event;
        const applyForms = forms.applyForms(event);
        const standing = labelOf(this.#standings.of(server));
        return {
          ...common,
          kind: 'apply',
          server,
          standing,
          first: index,
          last: index,
          forms: applyForms,
        };
      }
      case 'state': {
        const isNews = event.isLeader || wasLeader || this.#pinned.has(position);
        if (this.#isBrief && !isNews) return undefined;
        return cell(forms.stateForms(event, wasLeader));
      }
      case 'start':
        if (!event.isLeader) return this.#counted(common, 'refused commands', event.server);
        return cell(forms.startForms(event));
      case 'apply.snapshot':
        return cell(forms.applySnapshotForms(event));
      case 'persist':
        return cell(forms.persistForms(event));
      case 'snapshot':
        return cell(forms.snapshotForms(event));
      case 'console':
        return cell(forms.consoleForms(event, this.#longestConsoleLine));
    }
  }

  #draftOfCall(event: OfCall, call: Call, position: number): Draft | undefined {
    const heartbeat = this.#heartbeats.get(call.id);
    const common = {
      atMs: event.atMs,
      topics: heartbeat === undefined ? topicsOf(event, call.args) : (['HEART'] as const),
      events: [position],
      weight: weightOf(event, { call }),
    };
    const isPinned = this.#isPinned(call);
    if (heartbeat !== undefined && this.#foldsHeartbeats && !isPinned) {
      if (event.kind !== 'rpc.send') return undefined;
      return this.#heartbeat(event, common, heartbeat);
    }
    const cell = (cellForms: readonly string[]): Draft => this.#cell(event, common, cellForms);
    const handled = (): Draft => ({ ...cell(forms.handleForms(call)), events: handledAt(call) });
    switch (event.kind) {
      case 'rpc.send': {
        const lostAtOnce = isLostAtOnce(call);
        if (lostAtOnce && this.#isBrief && call.args.kind === 'append' && !isPinned) {
          return this.#heartbeat(event, common, 'lost');
        }
        const sender = this.#standings.of(event.from);
        const standing = labelOf(sender);
        this.#sentIn.set(call.id, sender.term);
        const topics: readonly Topic[] = lostAtOnce ? [...common.topics, 'DROP'] : common.topics;
        return { ...common, topics, kind: 'send', call, to: [event.to], standing };
      }
      case 'rpc.deliver':
        if (isAnsweredAtOnce(call)) return handled();
        // The answer will say what it was about; only if none ever comes, this is all there is.
        if (this.#isBrief && call.answered !== undefined) return undefined;
        return cell(forms.deliverForms(call));
      case 'rpc.reply':
        if (isAnsweredAtOnce(call)) return undefined;
        return this.#isBrief ? handled() : cell(forms.replyForms(call));
      case 'rpc.return': {
        // What came back in time the handler's row has told; what came late may meet another term.
        const isInTime = this.#sentIn.get(call.id) === this.#standings.of(call.from).term;
        if (this.#isBrief && isInTime && !this.#pinned.has(position)) return undefined;
        return cell(forms.returnForms(call));
      }
      case 'rpc.drop':
        // The row of the sending says it already.
        if (isLostAtOnce(call)) return undefined;
        return cell(forms.dropForms(event, call));
    }
  }

  /** A log counts them; the brief story has a row each, for repeats of all kinds are folded there. */
  #heartbeat(event: OfCall, common: Common, end: Heartbeat): Draft {
    const topics = ['HEART'] as const;
    if (this.#isBrief) return this.#cell(event, { ...common, topics }, forms.heartbeatForms(end));
    return this.#counted({ ...common, topics }, 'heartbeats', event.from, end === 'lost' ? 1 : 0);
  }

  #isPinned({ sent, delivered, answered, returned, lost }: Call): boolean {
    if (this.#pinned.size === 0) return false;
    return [sent, delivered, answered, returned, lost?.at].some(
      (moment) => moment !== undefined && this.#pinned.has(moment.position),
    );
  }

  #counted(common: Common, what: Counted, server: number, lost = 0): Draft {
    const tally = { standing: labelOf(this.#standings.of(server)), count: 1, lost };
    return { ...common, kind: 'counted', what, tallies: new Map([[server, tally]]) };
  }

  #cell(event: TraceEvent, common: Common, forms: readonly string[]): Draft {
    const server = actorOf(event) ?? 0;
    const standing = labelOf(this.#standings.of(server));
    const content = { kind: 'cells', cells: [{ server, standing, forms }] } as const;
    return { ...common, kind: 'finished', content };
  }
}

interface Common {
  readonly atMs: number;
  readonly topics: readonly Topic[];
  readonly events: readonly number[];
  readonly weight: Weight;
}

/** A message to a server that cannot be reached is lost as it is sent. */
function isLostAtOnce({ sent, lost }: Call): boolean {
  return lost?.at.position === sent.position + 1;
}

function isAnsweredAtOnce({ delivered, answered }: Call): boolean {
  return delivered !== undefined && answered?.position === delivered.position + 1;
}

/** A row of a request with its answer stands for both. */
function handledAt({ delivered, answered }: Call): readonly number[] {
  return [delivered, answered].flatMap((moment) => (moment === undefined ? [] : [moment.position]));
}

/** `L3`, `C3`, `F3`; what is not known is a question mark. */
export function labelOf({ role, term }: Standing): string {
  const letter = role === undefined ? '?' : role.charAt(0).toUpperCase();
  return `${letter}${term === undefined ? '' : String(term)}`;
}
