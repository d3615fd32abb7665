import { findApplyGaps } from './apply-gap.ts';
import { type Diagnosis, shownBy } from './hint.ts';
import { seconds, server } from './wording.ts';

/** The last that a server's service heard of Raft came just before it called Snapshot. */
export const snapshotBlocksApplying: Diagnosis = (facts) => {
  const gap = findApplyGaps(facts).find(({ last }) => last.kind === 'snapshot');
  if (gap === undefined) return undefined;
  return {
    text:
      'Nothing is applied any more since the service called Snapshot: does applying hold what ' +
      'Snapshot needs, or count indexes that Snapshot has moved?',
    evidence:
      `${server(gap.server)}'s service has applied up to ${gap.applied} and called Snapshot at ` +
      `${seconds(gap.last.atMs)}; since then it got no more, though leaderCommit had come to ` +
      `${gap.commitIndex} at ${seconds(gap.learnt.atMs)}`,
    section: '§7',
    events: shownBy(gap.last, gap.learnt),
  };
};
