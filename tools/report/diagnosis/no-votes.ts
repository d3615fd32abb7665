import type { Facts } from './facts.ts';
import { type Diagnosis, shownBy } from './hint.ts';
import { list, seconds } from './wording.ts';

/** Any election timeout has elapsed several times in as much silence. */
const silenceMs = 2000;

/** Without a leader somebody must become a candidate, and nobody does. */
export const nobodyAsksForVotes: Diagnosis = (facts) => {
  const { votes, leaderships, endMs, servers } = facts;
  if (servers < 2 || endMs < silenceMs) return undefined;
  if (votes.length === 0 && leaderships.length === 0) {
    return {
      text: 'Nobody ever asked for votes: does the election timer run, and end in time?',
      evidence:
        `in ${seconds(endMs)} of simulated time none of ${servers} servers sent a ` + `RequestVote`,
      section: '§5.2',
    };
  }
  const fromMs = endMs - silenceMs;
  const waiting = Array.from({ length: servers }, (_, i) => i).filter((i) =>
    facts.isPresent(i, fromMs, endMs),
  );
  if (waiting.length < 2 || votes.some((call) => call.sent.atMs >= fromMs)) return undefined;
  if (leadsSomebody(facts, fromMs)) return undefined;
  const last = votes.at(-1);
  const lastMs = last?.sent.atMs ?? 0;
  return {
    text: 'Nobody asks for votes any more: has the election timer stopped?',
    evidence:
      `${list(waiting)} were connected and had no leader, but the last RequestVote of any server ` +
      `was sent at ${seconds(lastMs)}, ${seconds(endMs - lastMs)} before the end`,
    section: '§5.2',
    events: shownBy(last?.sent),
  };
};

/** Whether any leader may have reached the others since then. */
function leadsSomebody({ leaderships, at, endMs }: Facts, fromMs: number): boolean {
  return leaderships.some(({ server, untilMs }) => {
    if (untilMs < fromMs) return false;
    return at(server, fromMs).connected || at(server, endMs).connected;
  });
}
