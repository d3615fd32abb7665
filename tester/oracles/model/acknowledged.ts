import type { TraceEvent } from '../../../sim/trace/event.ts';
import { showTime } from '../../../sim/trace/show.ts';

/** How far a follower's log agrees with a leader's, and the reply that said so. */
export interface Mark {
  readonly index: number;
  readonly by: 'AppendEntries' | 'InstallSnapshot';
  readonly event: TraceEvent;
}

/** What each server has acknowledged to one leader; the leader itself has no mark. */
export type Marks = readonly (Mark | undefined)[];

/** `server 1 up to 12 (AppendEntries, 1.2345 s), server 2 nothing`. */
export function showMarks(marks: Marks, leader: number): string {
  const others = marks.flatMap((mark, server) =>
    server === leader ? [] : [`server ${server} ${showMark(mark)}`],
  );
  return others.join(', ');
}

export function showMark(mark: Mark | undefined): string {
  if (mark === undefined) return 'nothing';
  return `up to ${mark.index} (${mark.by}, ${showTime(mark.event.atMs)})`;
}

/** The replies, in the order in which they came. */
export function eventsOf(marks: Marks): TraceEvent[] {
  const events = marks.flatMap((mark) => (mark === undefined ? [] : [mark.event]));
  return events.sort((a, b) => a.atMs - b.atMs);
}
