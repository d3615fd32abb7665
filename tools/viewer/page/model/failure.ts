import type { TraceEvent } from '../../../../sim/trace/event.ts';
import type { Recording } from '../../data/recording.ts';

/** A part of why a run failed that is no evidence by itself, and where it is. */
export interface Circumstance {
  readonly position: number;
  readonly text: string;
}

/** A trace, event by event. */
interface Events {
  readonly recording: Recording;
  event(position: number): TraceEvent;
  /** The event as text, without its time. */
  text(position: number): string;
}

/** What is done to a server on purpose. */
export const faultKinds: ReadonlySet<string> = new Set(['crash', 'disconnect', 'kill', 'fault']);
const nearestFaults = 3;
const mostLeaders = 5;

/** Where a run failed. What servers still did in that very moment may stand behind it. */
export function violationOf(recording: Recording): number | undefined {
  const at = lastOf(recording, recording.length - 1, (kind) => kind === 'violation');
  return at === -1 ? undefined : at;
}

/** What was going on around a failure: the check under way, how leaders came about, faults. */
export function circumstances(model: Events, failure: number): readonly Circumstance[] {
  const positions = [
    ...openCheck(model, failure),
    ...leaders(model, failure),
    ...faults(model, failure),
  ];
  return [...new Set(positions)]
    .sort((a, b) => a - b)
    .map((position) => ({ position, text: model.text(position) }));
}

/** The check that was under way when the run ended. */
export function openCheck({ recording }: Events, failure: number): readonly number[] {
  const last = lastOf(recording, failure, (kind) => kind.startsWith('check.'));
  return last !== -1 && recording.kind(last) === 'check.begin' ? [last] : [];
}

/** When a failure speaks of leaders, how each of them became one. */
function leaders(model: Events, failure: number): readonly number[] {
  const { recording } = model;
  const violation = model.event(failure);
  if (violation.kind !== 'violation') return [];
  if (!/leader|term|election/.test(violation.property)) return [];
  return violation.servers.slice(0, mostLeaders).flatMap((server) => {
    const position = lastOf(
      recording,
      failure,
      (kind, at) => kind === 'state' && recording.field('server', at) === server,
    );
    return position !== -1 && recording.field('flags', position) === 1 ? [position] : [];
  });
}

function faults({ recording }: Events, failure: number): readonly number[] {
  const found: number[] = [];
  let position = failure;
  while (found.length < nearestFaults) {
    position = lastOf(recording, position - 1, (kind) => faultKinds.has(kind));
    if (position === -1) break;
    found.push(position);
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
