import type { AppendEntriesArgs, ClientEnd } from '#raft';
import type { Log } from './log.ts';
import type { Conflict, Rpcs } from './rpc.ts';

/**
 * What a leader knows about one follower: its share of the "volatile state on leaders" of Figure 2.
 * It is made anew at each election and belongs to that leadership alone.
 */
export class Progress {
  readonly end: ClientEnd<Rpcs>;
  /** Index of the next entry to send. A guess, corrected downwards by rejections. */
  nextIndex: number;
  /** The highest index known to be replicated there. A fact, so it never decreases. */
  matchIndex = 0;
  /** The arguments of the latest RPC sent, as long as it is unanswered. */
  unanswered: object | undefined;

  /** @param lastIndex the last index of the new leader's log */
  constructor(end: ClientEnd<Rpcs>, lastIndex: number) {
    this.end = end;
    this.nextIndex = lastIndex + 1;
  }

  /**
   * The follower holds everything up to `index`. The index comes from the arguments it answered,
   * not from today's log, which may have grown; and since answers can overtake each other, an
   * older one must not take back what a newer one proved.
   */
  confirm(index: number): void {
    this.matchIndex = Math.max(this.matchIndex, index);
    this.nextIndex = Math.max(this.nextIndex, this.matchIndex + 1);
  }

  /**
   * The follower rejected these arguments: steps nextIndex back (§5.3). Answers false when the
   * rejection is a late one, of a guess that has been corrected or proved right since.
   */
  backUp(args: AppendEntriesArgs, conflict: Conflict | undefined, log: Log): boolean {
    if (args.prevLogIndex !== this.nextIndex - 1) return false;
    if (args.prevLogIndex <= this.matchIndex) return false;
    const { conflictTerm, conflictIndex } = conflict ?? this.halfway(args.prevLogIndex, log);
    // If our log has the follower's term too, the logs can only agree up to the last such entry;
    // if it does not, none of the follower's entries of that term can stay.
    const lastOfTerm =
      conflictTerm === null ? undefined : log.lastIndexOfTerm(conflictTerm, args.prevLogIndex);
    const nextIndex = lastOfTerm === undefined ? conflictIndex : lastOfTerm + 1;
    this.nextIndex = Math.max(nextIndex, this.matchIndex + 1);
    return true;
  }

  /**
   * A server of another author answers with Figure 2's fields alone. One step back each time would
   * do; halving what is still in doubt takes fewer.
   */
  private halfway(rejectedIndex: number, log: Log): Conflict {
    const certain = Math.max(this.matchIndex, log.lastIncludedIndex);
    return { conflictTerm: null, conflictIndex: Math.ceil((certain + rejectedIndex) / 2) };
  }
}
