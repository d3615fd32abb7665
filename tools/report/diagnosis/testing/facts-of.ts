import type { Story } from '../../testing/story.ts';
import { gatherFacts, type Facts } from '../facts.ts';

/** The facts of a story made by hand, of a run that has failed in some way. */
export function factsOf(
  { events }: Story,
  property = 'made-up',
  servers: readonly number[] = [],
): Facts {
  const atMs = events.at(-1)?.atMs ?? 0;
  return gatherFacts(events, {
    property,
    message: '',
    atMs,
    servers,
    evidence: [],
    stack: [],
  });
}
