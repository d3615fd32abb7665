import type { TraceEvent } from '../../../sim/trace/event.ts';

/** The events of one kind. */
export type EventOf<Kind extends TraceEvent['kind']> = Extract<TraceEvent, { kind: Kind }>;
