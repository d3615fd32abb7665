import type { RunResult } from '../../tester/result.ts';
import { snapshotBlocksApplying } from './blocked-by-snapshot.ts';
import { electionsComeEarly } from './early-elections.ts';
import { gatherFacts } from './facts.ts';
import { higherTermIsIgnored } from './higher-term.ts';
import type { Diagnosis, Hint } from './hint.ts';
import { loneServerInflatesTerm } from './lone-server.ts';
import { leaderLacksMajority } from './majority.ts';
import { nobodyAsksForVotes } from './no-votes.ts';
import { heartbeatsAreRare } from './rare-heartbeats.ts';
import { rpcsAreTooMany } from './rpc-counts.ts';
import { backsUpOneByOne } from './slow-backup.ts';
import { everyElectionSplits } from './split-votes.ts';
import { staleRepliesCount } from './stale-replies.ts';
import { committedIsNotApplied } from './unapplied.ts';
import { majorityIsNotCommitted } from './uncommitted.ts';
import { stateIsLostInCrash } from './unsaved.ts';

const mostHints = 3;

/**
 * The most specific first: what can only be one line of code, then what may have several reasons. Of
 * two diagnoses in one group the second is the more general one and is left out when the first speaks.
 */
const groups: readonly (readonly Diagnosis[])[] = [
  [stateIsLostInCrash],
  [staleRepliesCount, leaderLacksMajority],
  [higherTermIsIgnored],
  [majorityIsNotCommitted],
  [snapshotBlocksApplying, committedIsNotApplied],
  [nobodyAsksForVotes],
  [everyElectionSplits],
  [heartbeatsAreRare, electionsComeEarly],
  [loneServerInflatesTerm],
  [backsUpOneByOne],
  [rpcsAreTooMany],
];

/**
 * Likely reasons of a failed run, at most three, the most specific first. It takes a recorded run: the
 * messages themselves are the evidence. Without a trace, or for a run that passed, there are none.
 */
export function diagnose({ failure, trace }: RunResult): readonly Hint[] {
  if (failure === undefined || trace === undefined || trace.length === 0) return [];
  const facts = gatherFacts(trace, failure);
  // When the check was about RPCs, so is the answer.
  const isAboutRpcs = failure.property.startsWith('rpc-');
  const order = isAboutRpcs ? groups.toReversed() : groups;
  const hints: Hint[] = [];
  for (const group of order) {
    const hint = firstOf(group, facts);
    if (hint !== undefined) hints.push(hint);
    if (hints.length === mostHints) break;
  }
  return hints;
}

function firstOf(group: readonly Diagnosis[], facts: Parameters<Diagnosis>[0]): Hint | undefined {
  for (const look of group) {
    const hint = look(facts);
    if (hint !== undefined) return hint;
  }
  return undefined;
}
