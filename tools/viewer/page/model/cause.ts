import type { TraceEvent } from '../../../../sim/trace/event.ts';
import type { Model } from './model.ts';

/** What brought an event about: another event, or something that is no event. */
export type Cause =
  | { readonly kind: 'event'; readonly position: number }
  | { readonly kind: 'origin'; readonly text: string };

const longestChain = 24;

/** The events that led to one, the nearest first, and what began the chain. */
export function causeChain(model: Model, position: number): readonly Cause[] {
  const chain: Cause[] = [];
  let at = position;
  while (chain.length < longestChain) {
    const cause = causeOf(model, at);
    chain.push(cause);
    if (cause.kind === 'origin') break;
    at = cause.position;
  }
  return chain;
}

function causeOf(model: Model, position: number): Cause {
  const event = model.event(position);
  if ('from' in event && event.kind !== 'rpc.send') {
    const before = model.legs.eventsOf(event.id).filter((other) => other < position);
    return nearest(before.at(-1), 'before the gap');
  }
  switch (event.kind) {
    case 'rpc.send':
      return whatRan(model, position, event.from);
    case 'persist':
    case 'state':
    case 'console':
      return whatRan(model, position, event.server);
    case 'apply':
    case 'apply.snapshot':
      return offerOf(model, position, event.server, event.index);
    case 'snapshot':
      return nearest(lastApplied(model, position, event.server), 'the service');
    case 'start':
      return { kind: 'origin', text: 'a client of the test called Start' };
    case 'violation':
      return violated(model, position);
    case 'boot':
    case 'kill':
    case 'crash':
    case 'fault':
    case 'connect':
    case 'disconnect':
    case 'network':
    case 'check.begin':
    case 'check.end':
      return { kind: 'origin', text: 'the test did this' };
  }
}

function nearest(position: number | undefined, otherwise: string): Cause {
  if (position === undefined) return { kind: 'origin', text: otherwise };
  return { kind: 'event', position };
}

/** Which event made a server's code run at that instant; if none did, a timer of its own. */
function whatRan(model: Model, position: number, server: number): Cause {
  const { states } = model;
  for (let i = position - 1; i >= states.instantStart(position); i--) {
    if (entered(model.event(i), server)) return { kind: 'event', position: i };
  }
  // Start is recorded with its answer, so what it sets off stands before it.
  for (let i = position + 1; i <= states.instantEnd(position); i++) {
    const event = model.event(i);
    if (event.kind === 'start' && event.server === server) return { kind: 'event', position: i };
  }
  return { kind: 'origin', text: `a timer of S${server} fired` };
}

/** Whether an event hands control to a server's code. */
function entered(event: TraceEvent, server: number): boolean {
  if (event.kind === 'rpc.deliver') return event.to === server;
  if (event.kind === 'rpc.return') return event.from === server;
  return entering.has(event.kind) && 'server' in event && event.server === server;
}

const entering: ReadonlySet<TraceEvent['kind']> = new Set<TraceEvent['kind']>([
  ...(['apply', 'apply.snapshot', 'snapshot', 'boot'] as const),
]);

/** Raft offers a message some time before the service takes it: what ran when it did. */
function offerOf(model: Model, position: number, server: number, index: number): Cause {
  const { recording } = model;
  const number = recording.numberOf(position);
  const offer = recording.notes.findLast(
    (note) =>
      note.kind === 'offer' &&
      note.server === server &&
      note.index === index &&
      note.after <= number,
  );
  if (offer?.kind !== 'offer') return { kind: 'origin', text: `S${server} offered it` };
  for (let i = recording.positionOf(offer.after) - 1; i >= 0; i--) {
    if (model.timeMs(i) !== offer.atMs) break;
    if (entered(model.event(i), server)) return { kind: 'event', position: i };
  }
  for (let i = recording.positionOf(offer.after); i < model.length; i++) {
    if (model.timeMs(i) !== offer.atMs) break;
    const event = model.event(i);
    if (event.kind === 'start' && event.server === server) return { kind: 'event', position: i };
  }
  return { kind: 'origin', text: `a timer of S${server} fired` };
}

function lastApplied(model: Model, position: number, server: number): number | undefined {
  for (let i = position - 1; i >= 0; i--) {
    const kind = model.recording.kind(i);
    if (kind === 'apply' && model.recording.field('server', i) === server) return i;
  }
  return undefined;
}

function violated(model: Model, position: number): Cause {
  const before = position - 1;
  if (before >= 0 && model.timeMs(before) === model.timeMs(position)) {
    return { kind: 'event', position: before };
  }
  for (let i = before; i >= 0; i--) {
    if (model.recording.kind(i) === 'check.begin') return { kind: 'event', position: i };
  }
  return { kind: 'origin', text: 'a check of the test' };
}
