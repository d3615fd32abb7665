import { reachOf, type Part } from '../part.ts';
import type { Rule, RuleInfo } from './oracle.ts';
import { acknowledgedSurvives } from './rules/acknowledged-survives.ts';
import { acknowledgementKept } from './rules/acknowledgement-kept.ts';
import { applyCommitted } from './rules/apply-committed.ts';
import { backupPerTerm } from './rules/backup-per-term.ts';
import { candidateGivesUp } from './rules/candidate-gives-up.ts';
import { commitMajority } from './rules/commit-majority.ts';
import { commitOwnTerm } from './rules/commit-own-term.ts';
import { commitsInTime } from './rules/commits-in-time.ts';
import { electedByMajority } from './rules/elected-by-majority.ts';
import { electionSafety } from './rules/election-safety.ts';
import { entriesRetried } from './rules/entries-retried.ts';
import { followerCampaigns } from './rules/follower-campaigns.ts';
import { getStateAgrees } from './rules/get-state-agrees.ts';
import { hearsLeader } from './rules/hears-leader.ts';
import { leaderAppendOnly } from './rules/leader-append-only.ts';
import { leaderCompleteness } from './rules/leader-completeness.ts';
import { leaderHeard } from './rules/leader-heard.ts';
import { leaderKeepsSending } from './rules/leader-keeps-sending.ts';
import { logBeginsAtOne } from './rules/log-begins-at-one.ts';
import { logMatching } from './rules/log-matching.ts';
import { lostIsNotRejected } from './rules/lost-is-not-rejected.ts';
import { oneVotePerTerm } from './rules/one-vote-per-term.ts';
import { persistBeforeReply } from './rules/persist-before-reply.ts';
import { replyCurrentTerm } from './rules/reply-current-term.ts';
import { replyTerm } from './rules/reply-term.ts';
import { silentAfterKill } from './rules/silent-after-kill.ts';
import { snapshotKept } from './rules/snapshot-kept.ts';
import { snapshotMovesForward } from './rules/snapshot-moves-forward.ts';
import { snapshotOfCommitted } from './rules/snapshot-of-committed.ts';
import { snapshotTaken } from './rules/snapshot-taken.ts';
import { stableTerm } from './rules/stable-term.ts';
import { staleTermRefused } from './rules/stale-term-refused.ts';
import { startKept } from './rules/start-kept.ts';
import { startReplicates } from './rules/start-replicates.ts';
import { stepsDown } from './rules/steps-down.ts';
import { termsNeverGoBack } from './rules/terms-never-go-back.ts';
import { upToDateVote } from './rules/up-to-date-vote.ts';
import { wellFormedMessage } from './rules/well-formed-message.ts';

/** All rules. Where one event breaks several, the first in this list is named: causes come first. */
export const rules: readonly Rule[] = [
  wellFormedMessage,
  silentAfterKill,
  termsNeverGoBack,
  staleTermRefused,
  replyCurrentTerm,
  replyTerm,
  oneVotePerTerm,
  upToDateVote,
  persistBeforeReply,
  electedByMajority,
  electionSafety,
  logBeginsAtOne,
  leaderAppendOnly,
  startKept,
  logMatching,
  acknowledgedSurvives,
  acknowledgementKept,
  leaderCompleteness,
  commitOwnTerm,
  commitMajority,
  applyCommitted,
  snapshotMovesForward,
  snapshotKept,
  snapshotOfCommitted,
  snapshotTaken,
  getStateAgrees,
  stepsDown,
  hearsLeader,
  leaderKeepsSending,
  entriesRetried,
  commitsInTime,
  candidateGivesUp,
  stableTerm,
  followerCampaigns,
  leaderHeard,
  lostIsNotRejected,
  backupPerTerm,
  startReplicates,
];

/**
 * The rules that hold for a part. Persistence is what 3C asks for: before that a student has saved
 * nothing yet, and no server of 3A or 3B ever crashes, so what must be saved is not judged there.
 */
export function rulesFor(part: Part): readonly Rule[] {
  return reachOf(part).crashes ? rules : rules.filter((rule) => rule !== persistBeforeReply);
}

/** Rules that the tester judges as the service takes what Raft applies, oracles or not. */
export const rulesOfTheService: readonly RuleInfo[] = [
  {
    id: 'state-machine-safety',
    title:
      'State Machine Safety: if a server has applied a log entry at a given index, no other server will ' +
      'ever apply a different log entry for the same index',
    source: '§5.4.3, Figure 3',
    severity: 'violation',
  },
  {
    id: 'apply-order',
    title: 'each server applies entries in log order, each once',
    source: '§5.3',
    severity: 'violation',
  },
  {
    id: 'snapshot-content',
    title: 'a snapshot holds exactly what was applied up to its index',
    source: '§7',
    severity: 'violation',
  },
];
