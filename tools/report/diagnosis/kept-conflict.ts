import { isCallOf } from '../trace/calls.ts';
import { followerTerms } from './follower-log.ts';
import { type Diagnosis, shownBy } from './hint.ts';
import { entry, seconds, server } from './wording.ts';

/** A server that installs a leader's snapshot, and names the term of its own entry as the snapshot's. */
export const conflictIsKeptAtInstall: Diagnosis = (facts) => {
  for (const [position, event] of facts.events.entries()) {
    if (event.kind !== 'apply.snapshot') continue;
    const call = facts.calls.findLast((it) => {
      const isBefore = it.delivered !== undefined && it.delivered.position < position;
      if (it.to !== event.server || !isBefore || !isCallOf(it, 'install')) return false;
      return it.args.lastIncludedIndex === event.index;
    });
    if (call?.delivered === undefined || !isCallOf(call, 'install')) continue;
    const { lastIncludedTerm } = call.args;
    if (lastIncludedTerm === undefined || lastIncludedTerm === event.term) continue;
    const own = followerTerms(facts, event.server, call.delivered.position).get(event.index);
    if (own !== event.term) continue;
    const { index } = event;
    return {
      text: `${server(event.server)} keeps its own log at the end of an installed snapshot, though it conflicts`,
      evidence:
        `${server(call.from)}'s snapshot ends with ${entry({ index, term: lastIncludedTerm })}; ` +
        `${server(event.server)}, whose own entry there was ${entry({ index, term: own })}, took it at ` +
        `${seconds(event.atMs)} and names ${entry({ index, term: own })} as its end: entries after the ` +
        'snapshot stay only if its last entry is in the log with the same index and term, else the ' +
        "whole log goes, and the term is the snapshot's",
      section: '§7, Figure 13 (6 and 7)',
      events: shownBy(call.delivered, { position, atMs: event.atMs }),
    };
  }
  return undefined;
};
