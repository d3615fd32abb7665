import { describe } from '../../../sim/trace/describe.ts';
import type { TraceEvent } from '../../../sim/trace/event.ts';
import { showTime } from '../../../sim/trace/show.ts';

/**
 * Where in a trace the described events of some evidence are, in the same order; undefined for a line
 * that speaks of no event of the trace.
 */
export function findEvidence(
  events: readonly TraceEvent[],
  evidence: readonly string[],
): readonly (number | undefined)[] {
  if (evidence.length === 0) return [];
  // To describe an event means to decode what it carries, so only those of the right time are.
  const wanted = new Set(evidence.map(timeOf));
  const found = new Map<string, number>();
  for (const [position, event] of events.entries()) {
    if (!wanted.has(showTime(event.atMs))) continue;
    const line = describe(event);
    if (!found.has(line)) found.set(line, position);
  }
  return evidence.map((line) => found.get(line));
}

function timeOf(line: string): string {
  return /^\d+\.\d+ s(?= )/.exec(line)?.[0] ?? '';
}

/** The servers that have a part in an event. */
export function partiesOf(event: TraceEvent): readonly number[] {
  if ('id' in event) return [event.from, event.to];
  return 'server' in event ? [event.server] : [];
}
