import type { Call } from '../model/call.ts';
import type { Request } from '../model/message.ts';
import type { Rule } from '../oracle.ts';

/** Ten heartbeats at the rate that the course allows. */
const graceMs = 1_000;
/** How many answers in that time show the leader that the follower is there. */
const enoughAnswers = 3;
/** How long a call over a broken link may take to fail; until then a leader may wait for it. */
const longestCallMs = 7_000;

/** Up to where the log of whoever agrees to it is the leader's. */
function lastOf(request: Request): number {
  if (request.kind === 'append') return request.lastIndex;
  return request.kind === 'install' ? request.lastIncludedIndex : 0;
}

/** What a leader has done lately for a follower that lacks entries. */
interface Effort {
  readonly term: number;
  readonly life: number;
  /** The lowest prevLogIndex sent so far: to go lower is to try again after a rejection. */
  lowest: number;
  /** The lowest one that was rejected since an answer agreed: from there on nothing can succeed. */
  rejected: number;
  /** The highest index that an answer has confirmed to the leader, and when it was last told so. */
  confirmed: number;
  confirmedAtMs: number;
  /** Calls under way, by id, that may bring the follower forward. */
  readonly helpful: Set<number>;
  /** Until then the leader may not know what became of the last of them. */
  unknownUntilMs: number;
  /** How many calls that bring nothing have been answered since. */
  answers: number;
}

/**
 * A violation: a follower that is there and answers would never get what it lacks. The leader may wait
 * for its calls; it is accused when all that could help has come to an end a while ago, and it still
 * sends nothing but what the follower has.
 */
export const entriesRetried: Rule = {
  id: 'entries-retried',
  title:
    'the leader retries AppendEntries, also after a rejection, until all followers store all log entries',
  source: '§5.3',
  severity: 'violation',
  needs: ['AppendEntries', 'AppendEntries reply', 'InstallSnapshot reply', 'no other RPCs'],
  watch({ model, report }) {
    const efforts = new Map<number, Effort>();
    const effortOf = ({ from, life, request, to }: Call): Effort | undefined => {
      if (request.kind !== 'append' && request.kind !== 'install') return undefined;
      const key = from * model.size + to;
      const known = efforts.get(key);
      if (known?.term === request.term && known.life === life) return known;
      // A late answer to an earlier leadership says nothing about the present one.
      if (known?.life === life && known.term > request.term) return undefined;
      const { term } = request;
      const effort: Effort = {
        ...{ term, life, lowest: Infinity, rejected: Infinity, confirmed: 0, confirmedAtMs: 0 },
        ...{ helpful: new Set(), unknownUntilMs: 0, answers: 0 },
      };
      efforts.set(key, effort);
      return effort;
    };
    const isHelpful = ({ request, to }: Call, effort: Effort): boolean => {
      if (request.kind !== 'append') return true;
      const isLower = request.prevLogIndex < effort.lowest;
      effort.lowest = Math.min(effort.lowest, request.prevLogIndex);
      const held = model.commitment.acknowledgedBy(to, request.term);
      const brings = request.entries.length > 0 && request.lastIndex > held;
      return isLower || (brings && request.prevLogIndex < effort.rejected);
    };
    /** Answers whether the call might have brought the follower forward. */
    const end = (call: Call, untilMs: number): boolean => {
      const effort = effortOf(call);
      if (effort?.helpful.delete(call.id) !== true) return false;
      effort.unknownUntilMs = Math.max(effort.unknownUntilMs, untilMs);
      effort.answers = 0;
      return true;
    };
    return {
      'rpc.send'(event, call) {
        const effort = effortOf(call);
        if (effort === undefined) return;
        const { from, to } = call;
        const { term } = effort;
        if (isHelpful(call, effort)) effort.helpful.add(call.id);
        const last = model.leaderTip(term).index;
        const held = model.commitment.acknowledgedBy(to, term);
        if (last <= held) effort.unknownUntilMs = event.atMs;
        if (effort.helpful.size > 0 || effort.answers < enoughAnswers) return;
        if (event.atMs - effort.unknownUntilMs < graceMs) return;
        report({
          message:
            `server ${String(to)} answers server ${String(from)}, leader of term ${String(term)}, and has ` +
            `acknowledged index ${String(held)} of ${String(last)}, but for more than ` +
            `${String(graceMs)} ms it has been sent nothing that it lacks`,
          servers: [from, to],
          evidence: [event],
        });
      },
      'rpc.return'(event, call) {
        const isHopeful = end(call, model.nowMs);
        const effort = effortOf(call);
        const { answer, request } = call;
        if (effort === undefined || answer?.term !== effort.term) return;
        if (!isHopeful) effort.answers++;
        if (answer.agrees) {
          effort.rejected = Infinity;
          const last = lastOf(request);
          if (last < effort.confirmed) return;
          effort.confirmed = last;
          effort.confirmedAtMs = event.atMs;
        } else if (request.kind === 'append') {
          const { prevLogIndex } = request;
          // What was sent before, and is confirmed by now, was rejected in another order.
          const isOvertaken =
            prevLogIndex <= effort.confirmed && call.sentAtMs < effort.confirmedAtMs;
          if (!isOvertaken) effort.rejected = Math.min(effort.rejected, prevLogIndex);
        }
      },
      'rpc.drop'({ reason }, call) {
        // Of a loss the caller learns at once; a call into the void takes its time to fail.
        end(call, model.nowMs + (reason === 'loss' ? 0 : longestCallMs));
      },
    };
  },
};
