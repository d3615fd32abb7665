import type { TraceEvent } from '../../../sim/trace/event.ts';
import { showTime } from '../../../sim/trace/show.ts';
import { showMark } from '../model/acknowledged.ts';
import type { Call } from '../model/call.ts';
import type { Request } from '../model/message.ts';
import type { Model } from '../model/model.ts';
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
  /** The answer that rejected there last, and how many did. */
  rejection: Rejection | undefined;
  /** The latest call that might have brought the follower forward, and how it ended. */
  hope: { readonly call: Call; end: TraceEvent | undefined } | undefined;
  /** Calls under way, by id, that may bring the follower forward. */
  readonly helpful: Set<number>;
  /** Until then the leader may not know what became of the last of them. */
  unknownUntilMs: number;
  /** How many calls that bring nothing have been answered since. */
  answers: number;
}

interface Rejection {
  readonly call: Call;
  times: number;
  readonly sinceMs: number;
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
        term,
        life,
        lowest: Infinity,
        rejected: Infinity,
        confirmed: 0,
        confirmedAtMs: 0,
        rejection: undefined,
        hope: undefined,
        helpful: new Set(),
        unknownUntilMs: 0,
        answers: 0,
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
    /** Ends the call. True when it might have brought the follower forward. */
    const end = (call: Call, event: TraceEvent, untilMs: number): boolean => {
      const effort = effortOf(call);
      if (effort?.helpful.delete(call.id) !== true) return false;
      if (effort.hope?.call === call) effort.hope.end = event;
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
        if (isHelpful(call, effort)) {
          effort.helpful.add(call.id);
          effort.hope = { call, end: undefined };
        }
        const last = model.leaderLastEntry(term).index;
        const held = model.commitment.acknowledgedBy(to, term);
        if (last <= held) effort.unknownUntilMs = event.atMs;
        if (effort.helpful.size > 0 || effort.answers < enoughAnswers) return;
        if (event.atMs - effort.unknownUntilMs < graceMs) return;
        const mark = model.commitment.marks(term)[to];
        report({
          message:
            `server ${to} answers server ${from}, leader of term ${term}, which has ` +
            `entries up to index ${last}; it has acknowledged ${showMark(mark)}. For more than ` +
            `${graceMs} ms it has been sent nothing that it lacks` +
            tellRejection(effort, model) +
            tellHope(effort),
          servers: [from, to],
          evidence: [...new Set([mark?.event, ...eventsOf(effort), event])].sort(byTime),
        });
      },
      'rpc.return'(event, call) {
        const isHopeful = end(call, event, model.nowMs);
        const effort = effortOf(call);
        const { answer, request } = call;
        if (effort === undefined || answer?.term !== effort.term) return;
        if (!isHopeful) effort.answers++;
        if (answer.agrees) {
          effort.rejected = Infinity;
          effort.rejection = undefined;
          const last = lastOf(request);
          if (last < effort.confirmed) return;
          effort.confirmed = last;
          effort.confirmedAtMs = event.atMs;
        } else if (request.kind === 'append') {
          const { prevLogIndex } = request;
          // What was sent before, and is confirmed by now, was rejected in another order.
          const isOvertaken =
            prevLogIndex <= effort.confirmed && call.sent.atMs < effort.confirmedAtMs;
          if (isOvertaken) return;
          effort.rejected = Math.min(effort.rejected, prevLogIndex);
          const { times = 0, sinceMs = event.atMs } = effort.rejection ?? {};
          effort.rejection = { call, times: times + 1, sinceMs };
        }
      },
      'rpc.drop'(event, call) {
        // Of a loss the caller learns at once; a call into the void takes its time to fail.
        end(call, event, model.nowMs + (event.reason === 'loss' ? 0 : longestCallMs));
      },
    };
  },
};

function tellRejection({ rejection }: Effort, model: Model): string {
  const request = rejection?.call.request;
  if (rejection === undefined || request?.kind !== 'append') return '';
  const { arrival } = rejection.call;
  const { prevLogIndex, prevLogTerm } = request;
  const own =
    arrival === undefined ? undefined : model.history.termAt(arrival.lastEntry, prevLogIndex);
  const differs = own !== undefined && own !== prevLogTerm;
  return (
    `; it has rejected ${rejection.times} times since ${showTime(rejection.sinceMs)}, the last ` +
    `time prevLogIndex ${prevLogIndex}, prevLogTerm ${prevLogTerm}` +
    (differs ? `, where its own entry is of term ${own}` : '')
  );
}

function tellHope({ hope }: Effort): string {
  if (hope === undefined) return '';
  const { call, end } = hope;
  const how =
    end?.kind === 'rpc.drop'
      ? `was lost (${end.reason})`
      : call.answer?.agrees === true
        ? 'was answered'
        : 'was rejected';
  const what = call.request.kind === 'install' ? 'InstallSnapshot' : 'AppendEntries';
  return `. The last message that could have helped, ${what} at ${showTime(call.sent.atMs)}, ${how}`;
}

/** What was rejected and how, and what became of the last hope. */
function eventsOf({ hope, rejection }: Effort): (TraceEvent | undefined)[] {
  const end = hope?.end?.kind === 'rpc.return' ? hope.call.answered : hope?.end;
  return [hope?.call.sent, end, rejection?.call.sent, rejection?.call.answered];
}

function byTime(a: TraceEvent | undefined, b: TraceEvent | undefined): number {
  return (a?.atMs ?? 0) - (b?.atMs ?? 0);
}
