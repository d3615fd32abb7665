import type { DropReason, TraceEvent } from '../../../sim/trace/event.ts';
import { readArgs, readReply, type Args, type ReplyFields } from './messages.ts';

/** Where in a trace something happened: the event's place in the list, and its time. */
export interface Moment {
  readonly position: number;
  readonly atMs: number;
}

/** Everything that a trace says about one call, from the request to its reply. */
export interface Call {
  readonly id: number;
  readonly from: number;
  readonly to: number;
  readonly method: string;
  readonly args: Args;
  /** What the handler answered, whether or not that arrived. */
  readonly reply: ReplyFields | undefined;
  /** The same with everything an implementation put into it. */
  readonly replyValue: unknown;
  readonly sent: Moment;
  /** When the handler began, ended, and when the caller had the reply. */
  readonly delivered: Moment | undefined;
  readonly answered: Moment | undefined;
  readonly returned: Moment | undefined;
  readonly lost: (Moment & { leg: 'request' | 'reply'; reason: DropReason }) | undefined;
}

/** A call to another server that carries a given kind of arguments. */
export type CallOf<Kind extends Args['kind']> = Call & {
  readonly args: Extract<Args, { kind: Kind }>;
};

/** All calls of a trace by their ids, in the order in which they were sent. */
export function collectCalls(events: readonly TraceEvent[]): ReadonlyMap<number, Call> {
  const calls = new Map<number, Call>();
  const update = (id: number, change: Partial<Call>): void => {
    const call = calls.get(id);
    if (call !== undefined) calls.set(id, { ...call, ...change });
  };
  events.forEach((event, position) => {
    const moment: Moment = { position, atMs: event.atMs };
    if (event.kind === 'rpc.send') {
      const { id, from, to, method } = event;
      calls.set(id, {
        id,
        from,
        to,
        method,
        args: readArgs(method, event.args.value),
        sent: moment,
        reply: undefined,
        replyValue: undefined,
        delivered: undefined,
        answered: undefined,
        returned: undefined,
        lost: undefined,
      });
    } else if (event.kind === 'rpc.deliver') {
      update(event.id, { delivered: moment });
    } else if (event.kind === 'rpc.reply') {
      const { value } = event.reply;
      update(event.id, { answered: moment, reply: readReply(value), replyValue: value });
    } else if (event.kind === 'rpc.return') {
      update(event.id, { returned: moment });
    } else if (event.kind === 'rpc.drop') {
      update(event.id, { lost: { ...moment, leg: event.leg, reason: event.reason } });
    }
  });
  return calls;
}

export function isCallOf<Kind extends Args['kind']>(call: Call, kind: Kind): call is CallOf<Kind> {
  return call.args.kind === kind;
}
