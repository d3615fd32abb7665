import { type Diagnosis, shownBy } from './hint.ts';
import { seconds, server } from './wording.ts';

/** A log whose first entry has index 0: the service waits for index 1 (Figure 2, log[]). */
export const logStartsAtZero: Diagnosis = ({ events }) => {
  for (const [position, event] of events.entries()) {
    if (event.kind !== 'start' || !event.isLeader || event.index >= 1) continue;
    return {
      text: "The log starts at index 0: the first command has index 1, and 0 is what an empty log's last is",
      evidence:
        `leader ${server(event.server)}'s Start took ${String(event.command.value)} in term ` +
        `${event.term} at ${seconds(event.atMs)} and answered index ${event.index}`,
      section: 'Figure 2 (log[]: first index is 1)',
      events: shownBy({ position, atMs: event.atMs }),
    };
  }
  return undefined;
};
