import { Program } from '../../../sim/program.ts';
import type { TraceEvent } from '../../../sim/trace/event.ts';
import type { TraceNote } from '../../../sim/trace/note.ts';
import { findScenario } from '../../../labs/index.ts';
import { loadImplementation } from '../../../tester/implementation/load.ts';
import type { RunResult } from '../../../tester/result.ts';
import { run } from '../../../tester/run.ts';

/**
 * A trace of as many events as wanted: runs of Figure 8 (unreliable) with one seed after the other,
 * joined as if they were one. Every event in it has really happened, in some run.
 */
export async function longRun(events: number): Promise<RunResult> {
  const scenario = findScenario('TestFigure8Unreliable3C');
  if (scenario === undefined) throw new Error('the scenario is gone');
  const { runtime, bundle, name } = await loadImplementation('solutions');
  const program = new Program(runtime, bundle);
  const trace: TraceEvent[] = [];
  const notes: TraceNote[] = [];
  let last: RunResult | undefined;
  for (let seed = 1; trace.length < events; seed++) {
    last = await run(scenario, program, { seed, recording: 'on', implementation: name });
    append(trace, notes, last);
  }
  if (last === undefined) throw new Error('at least one event is needed');
  return {
    ...last,
    trace: trace.slice(0, events),
    notes: notes.filter((note) => (note.kind === 'source' ? note.event : note.after) < events),
  };
}

function append(trace: TraceEvent[], notes: TraceNote[], next: RunResult): void {
  const count = trace.length;
  const endMs = trace.at(-1)?.atMs ?? 0;
  const lastId = trace.reduce((id, event) => ('id' in event ? Math.max(id, event.id) : id), 0);
  for (const event of next.trace ?? []) {
    const atMs = event.atMs + endMs;
    trace.push('id' in event ? { ...event, atMs, id: event.id + lastId } : { ...event, atMs });
  }
  for (const note of next.notes ?? []) {
    if (note.kind === 'source') notes.push({ ...note, event: note.event + count });
    else if (note.kind === 'evidence') {
      const events = note.events.map((event) => event + count);
      notes.push({ ...note, after: note.after + count, events });
    } else if (note.kind === 'offer') {
      notes.push({ ...note, after: note.after + count, atMs: note.atMs + endMs });
    } else notes.push({ ...note, after: note.after + count });
  }
}
