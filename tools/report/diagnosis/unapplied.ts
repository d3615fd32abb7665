import { findApplyGaps } from './apply-gap.ts';
import { type Diagnosis, shownBy } from './hint.ts';
import { list, seconds, server } from './wording.ts';

/** Something is committed, the server knows, and the service never gets it. */
export const committedIsNotApplied: Diagnosis = (facts) => {
  const gaps = findApplyGaps(facts).filter(({ last }) => last.kind !== 'snapshot');
  const [first] = gaps;
  if (first === undefined) return undefined;
  const others = gaps.length === 1 ? '' : ` (so do ${list(gaps.slice(1).map((it) => it.server))})`;
  const applied = first.applied === 0 ? 'nothing' : `only up to ${first.applied}`;
  return {
    text: 'Entries are committed but not applied: is something sent on applyCh for each of them?',
    evidence:
      `AppendEntries of a leaderCommit of ${first.commitIndex} and entries up to there ` +
      `passed ${server(first.server)} at ${seconds(first.learnt.atMs)}, but it has applied ` +
      `${applied}${others}`,
    section: '§5.3, Figure 2',
    events: shownBy(first.last, first.learnt),
  };
};
