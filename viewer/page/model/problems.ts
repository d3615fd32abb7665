import { showTime } from '../../../sim/trace/show.ts';
import type { Recording } from '../../data/recording.ts';
import type { TraceEvent } from '../../../sim/trace/event.ts';

/** A trace, event by event. */
interface Events {
  readonly recording: Recording;
  event(position: number): TraceEvent;
  timeMs(position: number): number;
  /** The event in words, without its time. */
  words(position: number): string;
}

/** One of the things that explain a failure, and where it is. */
export interface Reason {
  readonly position: number;
  readonly title: string;
  readonly detail: string;
}

const faultKinds: ReadonlySet<string> = new Set(['crash', 'disconnect', 'kill', 'fault']);
const nearestFaults = 3;

/** The failed check, the broken rule, what the rule speaks of, the nearest faults. */
export function listReasons(model: Events): readonly Reason[] {
  const { recording } = model;
  const failure = lastOf(recording, recording.length - 1, (kind) => kind === 'violation');
  const event = failure === -1 ? undefined : model.event(failure);
  if (event?.kind !== 'violation') return [];
  const rule = {
    position: failure,
    title: `Broken rule: ${event.property}`,
    detail: event.message,
  };
  return [
    rule,
    ...witnesses(model, failure),
    ...openCheck(model, failure),
    ...leaders(model, failure, event.property, event.servers),
    ...faults(model, failure),
  ];
}

/** The check that was under way when the run ended. */
function openCheck(model: Events, failure: number): readonly Reason[] {
  const { recording } = model;
  const last = lastOf(recording, failure, (kind) => kind.startsWith('check.'));
  const check = last === -1 ? undefined : model.event(last);
  if (check?.kind !== 'check.begin') return [];
  return [{ position: last, title: 'Failed check began', detail: check.check }];
}

/** When a server applied something wrong, the one that had applied something else there. */
function witnesses(model: Events, failure: number): readonly Reason[] {
  const { recording } = model;
  const last = lastOf(recording, failure, (kind) => kind === 'apply');
  const wrong = last === -1 ? undefined : model.event(last);
  if (wrong?.kind !== 'apply' || wrong.atMs !== model.timeMs(failure))
    return eventBefore(model, failure);
  const own = {
    position: last,
    title: `S${String(wrong.server)} applies`,
    detail: model.words(last),
  };
  for (let i = 0; i < last; i++) {
    if (recording.kind(i) !== 'apply' || recording.field('index', i) !== wrong.index) continue;
    if (recording.field('first', i) === recording.field('first', last)) continue;
    const server = recording.field('server', i);
    const first = { position: i, title: `S${String(server)} had applied`, detail: model.words(i) };
    return [first, own];
  }
  return [own];
}

/** What happened right before, when it is no check that failed but something a server did. */
function eventBefore(model: Events, failure: number): readonly Reason[] {
  const position = failure - 1;
  if (position < 0 || model.timeMs(position) !== model.timeMs(failure)) return [];
  if (model.recording.kind(position).startsWith('check')) return [];
  const event = model.event(position);
  const who =
    'from' in event
      ? `S${String(event.from)}, S${String(event.to)}`
      : 'server' in event
        ? `S${String(event.server)}`
        : '';
  const what = event.kind.replace('rpc.', '');
  return [{ position, title: `Right before: ${what} ${who}`, detail: model.words(position) }];
}

/** When a rule about leaders is broken, how each of them became one. */
function leaders(
  model: Events,
  failure: number,
  property: string,
  servers: readonly number[],
): readonly Reason[] {
  if (!/leader|term|election/.test(property)) return [];
  const { recording } = model;
  return servers.slice(0, 5).flatMap((server) => {
    const position = lastOf(
      recording,
      failure,
      (kind, at) => kind === 'state' && recording.field('server', at) === server,
    );
    const event = position === -1 ? undefined : model.event(position);
    if (event?.kind !== 'state' || !event.isLeader) return [];
    return [{ position, title: `S${String(server)} became leader`, detail: model.words(position) }];
  });
}

function faults(model: Events, failure: number): readonly Reason[] {
  const { recording } = model;
  const found: Reason[] = [];
  let position = failure;
  while (found.length < nearestFaults) {
    position = lastOf(recording, position - 1, (kind) => faultKinds.has(kind));
    if (position === -1) break;
    const agoMs = model.timeMs(failure) - model.timeMs(position);
    found.push({ position, title: model.words(position), detail: `${showTime(agoMs)} before` });
  }
  return found;
}

function lastOf(
  recording: Recording,
  from: number,
  matches: (kind: string, position: number) => boolean,
): number {
  for (let i = from; i >= 0; i--) if (matches(recording.kind(i), i)) return i;
  return -1;
}

const linkDown = 1;

/** Positions at which something went wrong or was made to. */
export function listProblems(recording: Recording): readonly number[] {
  const found: number[] = [];
  for (let i = 0; i < recording.length; i++) if (isProblem(recording, i)) found.push(i);
  return found;
}

function isProblem(recording: Recording, position: number): boolean {
  const kind = recording.kind(position);
  if (kind === 'violation' || faultKinds.has(kind)) return true;
  if (kind === 'console') {
    return /^(error|warn)$/.test(recording.text(recording.field('first', position)));
  }
  if (kind !== 'rpc.drop') return false;
  // What a cut-off server sends is lost as a matter of course, and heartbeats come again.
  if (recording.field('flags', position) >> 1 === linkDown) return false;
  return !recording.isHeartbeat(recording.field('id', position));
}
