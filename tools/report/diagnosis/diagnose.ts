import { rules, rulesOfTheService } from '../../../tester/oracles/rules.ts';
import type { RunResult } from '../../../tester/result.ts';
import { repliesClaimTooMuch } from './beyond-message.ts';
import { snapshotBlocksApplying } from './blocked-by-snapshot.ts';
import { candidateStaysInOldTerm } from './candidate-term.ts';
import { voterCountsTwice } from './counted-twice.ts';
import { answeredSnapshotIsDropped } from './dropped-snapshot.ts';
import { electionsComeEarly } from './early-elections.ts';
import { gatherFacts, type Facts } from './facts.ts';
import { higherTermIsIgnored } from './higher-term.ts';
import type { Diagnosis, Hint } from './hint.ts';
import { conflictIsKeptAtInstall } from './kept-conflict.ts';
import { replacedEntryIsApplied } from './replaced-entry.ts';
import { logStartsAtZero } from './index-from-zero.ts';
import { loneServerInflatesTerm } from './lone-server.ts';
import { leaderLacksMajority } from './majority.ts';
import { hintsOfNotes } from './notes.ts';
import { nobodyAsksForVotes } from './no-votes.ts';
import { snapshotIsNotRetried } from './paused-by-snapshot.ts';
import { heartbeatsAreRare } from './rare-heartbeats.ts';
import { freeVoteIsRefused } from './refused-votes.ts';
import { rpcsAreTooMany } from './rpc-counts.ts';
import { backsUpOneByOne } from './slow-backup.ts';
import { everyElectionSplits } from './split-votes.ts';
import { staleRepliesCount } from './stale-replies.ts';
import { refusedIsSentAgain } from './stuck-backup.ts';
import { electionFollowsAnswer } from './too-soon.ts';
import { voteIsGivenTwice } from './two-votes.ts';
import { committedIsNotApplied } from './unapplied.ts';
import { majorityIsNotCommitted } from './uncommitted.ts';
import { stateIsLostInCrash } from './unsaved.ts';
import { entriesFromWrongPlace } from './wrong-place.ts';

const mostHints = 3;

/**
 * The most specific first: what can only be one line of code, then what may have several reasons. Of
 * two diagnoses in one group the second is the more general one and is left out when the first speaks.
 */
const groups: readonly (readonly Diagnosis[])[] = [
  [logStartsAtZero],
  [entriesFromWrongPlace],
  [stateIsLostInCrash],
  [voteIsGivenTwice],
  [voterCountsTwice, staleRepliesCount, leaderLacksMajority],
  [candidateStaysInOldTerm],
  [electionFollowsAnswer],
  [freeVoteIsRefused],
  [repliesClaimTooMuch],
  [replacedEntryIsApplied],
  [conflictIsKeptAtInstall],
  [answeredSnapshotIsDropped, snapshotIsNotRetried, refusedIsSentAgain],
  [higherTermIsIgnored],
  [majorityIsNotCommitted],
  [snapshotBlocksApplying, committedIsNotApplied],
];

/** What keeps a cluster from getting anywhere in time. It explains no broken rule of safety. */
const slowness: typeof groups = [
  [nobodyAsksForVotes],
  [everyElectionSplits],
  [heartbeatsAreRare, electionsComeEarly],
  [loneServerInflatesTerm],
  [backsUpOneByOne],
];

/** Rules about what does not happen, or happens too often: to these, slowness may be the answer. */
const livenessRules: ReadonlySet<string> = new Set([
  'hears-leader-no-campaign',
  'leader-keeps-sending',
  'commits-in-time',
  'entries-retried',
]);

/**
 * Likely reasons of a failed run, at most three, the most specific first. It takes a recorded run: the
 * messages themselves are the evidence. Without a trace, or for a run that passed, there are none.
 */
export function diagnose({ failure, trace, oracleNotes }: RunResult): readonly Hint[] {
  if (failure === undefined || trace === undefined || trace.length === 0) return [];
  const facts = gatherFacts(trace, failure);
  // When the check was about RPCs, so is the answer.
  if (failure.property.startsWith('rpc-')) {
    const aboutRpcs = [[rpcsAreTooMany], ...slowness.toReversed(), ...groups];
    return speak(aboutRpcs, facts).slice(0, mostHints);
  }
  if (isSafety(failure.property)) return speak(groups, facts).slice(0, mostHints);
  // A rule's note and too many messages are what most mistakes lead to; they say little beside a reason.
  const candidates = [
    () => speak([...groups, ...slowness], facts),
    () => hintsOfNotes(oracleNotes),
    () => speak([[rpcsAreTooMany]], facts),
  ];
  for (const hintsOf of candidates) {
    const hints = hintsOf();
    if (hints.length > 0) return hints.slice(0, mostHints);
  }
  return [];
}

/** Whether the failure is about what a server did, and not about what took too long. */
function isSafety(property: string): boolean {
  if (livenessRules.has(property)) return false;
  return [...rules, ...rulesOfTheService].some(({ id }) => id === property);
}

/** What the first of each group that speaks has to say. */
function speak(diagnoses: typeof groups, facts: Facts): readonly Hint[] {
  return diagnoses.flatMap((group) => {
    const hint = firstOf(group, facts);
    return hint === undefined ? [] : [hint];
  });
}

function firstOf(group: readonly Diagnosis[], facts: Facts): Hint | undefined {
  for (const look of group) {
    const hint = look(facts);
    if (hint !== undefined) return hint;
  }
  return undefined;
}
