import type { CallOf, Moment } from '../trace/calls.ts';
import type { Election, Facts, Leadership } from './facts.ts';

/** An election that a follower started although a leader was up, and both were connected. */
export interface Deposition {
  readonly election: Election;
  readonly leader: Leadership;
  /** What the leader sent to the follower in its term. */
  readonly sent: readonly CallOf<'append'>[];
  /** When the follower last accepted something of the leader; undefined when it never did. */
  readonly lastHeard: Moment | undefined;
}

/**
 * All such elections. The pair was undisturbed from the last contact on (or from the leader's
 * election on), and the leader sent the follower nothing in between that could have arrived: so what
 * the network did has no part in it.
 */
export function findDepositions(facts: Facts): readonly Deposition[] {
  return facts.elections.flatMap((election) => {
    const leader = facts.leaderships.findLast(({ server, fromMs, untilMs }) => {
      return server !== election.candidate && fromMs < election.atMs && untilMs >= election.atMs;
    });
    if (leader === undefined || leader.term >= election.term) return [];
    const sent = facts.appends.filter((call) => {
      return (
        call.from === leader.server &&
        call.to === election.candidate &&
        call.args.term === leader.term &&
        call.sent.atMs < election.atMs
      );
    });
    const heard = sent.findLast((call) => {
      const isInTime = call.answered !== undefined && call.answered.atMs <= election.atMs;
      return isInTime && (call.reply?.success === true || call.reply?.term === leader.term);
    });
    const sinceMs = heard?.answered?.atMs ?? leader.fromMs;
    const isUndisturbed =
      facts.isPresent(leader.server, sinceMs, election.atMs) &&
      facts.isPresent(election.candidate, sinceMs, election.atMs) &&
      sent.every((call) => call === heard || call.sent.atMs < (heard?.sent.atMs ?? 0));
    if (!isUndisturbed || snapshotUnderWay(facts, election, leader)) return [];
    return [{ election, leader, sent, lastHeard: heard?.answered }];
  });
}

/** Snapshots keep a follower quiet as well. */
function snapshotUnderWay({ calls }: Facts, election: Election, leader: Leadership): boolean {
  return calls.some((call) => {
    return (
      call.args.kind === 'install' &&
      call.from === leader.server &&
      call.to === election.candidate &&
      call.sent.atMs >= leader.fromMs &&
      call.sent.atMs <= election.atMs
    );
  });
}
