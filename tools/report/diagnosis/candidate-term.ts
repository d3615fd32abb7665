import { type Diagnosis, shownBy } from './hint.ts';
import { list, seconds, server } from './wording.ts';

/** A candidate that asks for votes in a term that it has not entered itself. */
export const candidateStaysInOldTerm: Diagnosis = ({ events, elections, failure, endMs }) => {
  if (failure.property !== 'get-state-agrees') return undefined;
  for (const { candidate, term, atMs, requests } of elections) {
    if (atMs >= endMs || !failure.servers.includes(candidate)) continue;
    let own = 0;
    for (const event of events) {
      if (event.atMs > atMs) break;
      if (event.kind === 'state' && event.server === candidate) own = event.term;
      // A restart that shows no term is in term 0.
      if (event.kind === 'boot' && event.server === candidate) own = 0;
    }
    if (own >= term) continue;
    const asked = requests.filter(({ sent }) => sent.atMs === atMs).map(({ to }) => to);
    return {
      text: `${server(candidate)} asks for votes in a term that it has not entered itself`,
      evidence:
        `at ${seconds(atMs)} ${server(candidate)} sent RequestVote of term ${term} to ` +
        `${list(asked)}, and after that its GetState still says term ${own}: a candidate ` +
        'first increments currentTerm, votes for itself and saves both, and does not wait until ' +
        'it has won',
      section: '§5.2, Figure 2 (Candidates)',
      events: shownBy(requests[0]?.sent),
    };
  }
  return undefined;
};
